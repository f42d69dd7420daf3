// SPDX-License-Identifier: Apache-2.0
// Which reference photos are read again when files and gallery are compared.
#include "daemon/teaching.h"

#include <gmock/gmock.h>

#include "index/photo_file.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class TeachingTest : public GalleryFixture {
 protected:
  const PersonId joey{11};
  EnrollFiles files{folder / "references", {}};
  boost::asio::io_context loop;
  Ledger ledger;
  std::vector<std::string> read, gone;
  Teaching teaching{loop,
                    gallery,
                    files,
                    ledger,
                    "test",
                    {[this](const ReferencePlace& place, const Token&) { read.push_back(place.file); },
                     [this](const ReferencePlace& place, const Token&) { gone.push_back(place.file); }}};

  void SetUp() override {
    change([&](Update& update) { update.add_person(joey, {"Joey", true, 1}); });
    std::filesystem::create_directory(folder / "references");
    ASSERT_EQ(files.make_folder(joey), 0);
  }

  std::filesystem::path put_file(const std::string& name) {
    const std::string stored = "000000000000000" + std::to_string(++files_);
    const std::filesystem::path path = files.folder_of(joey) / stored;
    write_bytes(path, name);
    files.begin({joey, name}, stored);
    files.set_named({joey, name});
    return path;
  }
  void put_read(const std::string& name, const ReferenceReading& reading) {
    const auto stamp = std::get<FileStamp>(stamp_at(put_file(name)));
    change([&](Update& update) {
      update.put_reading(content_named(name), reading);
      update.put_reference(joey, name, {stamp, content_named(name), EnrolVerdict::used, "", 0});
    });
  }
  static ReferenceReading failed(Reason reason) { return {"test", Unreadable{reason, "why"}, {}}; }
  void reconcile() {
    teaching.reconcile();
    loop.restart();
    loop.run();
  }

 private:
  int files_ = 0;
};

TEST_F(TeachingTest, ReadsWhatIsNewChangedOrWasReadByOtherModels) {
  put_read("known.jpg", {"test", {}, {}});
  put_file("new.jpg");
  put_read("by others.jpg", {"others", {}, {}});
  put_read("changed.jpg", {"test", {}, {}});
  write_bytes(files.path_of({joey, "changed.jpg"}), "other bytes");
  reconcile();
  EXPECT_THAT(read, UnorderedElementsAre("new.jpg", "by others.jpg", "changed.jpg"));
}

TEST_F(TeachingTest, ReadsAgainWhatFailedForACauseThatMayHavePassed) {
  put_read("no picture.jpg", failed(Reason::not_an_image));
  put_read("when its worker was killed.jpg", failed(Reason::killed));
  put_read("when the disk failed.jpg", failed(Reason::read_error));
  reconcile();
  EXPECT_THAT(read, UnorderedElementsAre("when its worker was killed.jpg", "when the disk failed.jpg"));
}

TEST_F(TeachingTest, TellsOfFilesThatAreNotThereAnyMore) {
  put_read("gone.jpg", {"test", {}, {}});
  std::filesystem::remove(files.path_of({joey, "gone.jpg"}));
  reconcile();
  EXPECT_THAT(gone, ElementsAre("gone.jpg"));
  EXPECT_TRUE(read.empty());
}

TEST_F(TeachingTest, ReadsNothingThatSomebodyStillWritesOrThatACopierCallsOtherwiseSoon) {
  put_file("written.jpg");
  put_file("copied.jpg.part");
  const Inode inode(InodeKind::reference, 42);
  files.remember(inode, {joey, "written.jpg"});
  files.writer_came(inode);
  reconcile();
  EXPECT_TRUE(read.empty());
}

}  // namespace
}  // namespace facefs::test
