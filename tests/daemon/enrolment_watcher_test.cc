// SPDX-License-Identifier: Apache-2.0
// Reference files that come, are written and go. The loop is turned until nothing more is waited for.
#include "daemon/enrolment_watcher.h"

#include <gmock/gmock.h>

#include "index/storage/people_tables.h"
#include "index/storage/reference_tables.h"
#include "support/eventually.h"
#include "support/gallery_fixture.h"
#include "system/photo_file.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class EnrolmentWatcherTest : public GalleryFixture {
 protected:
  static constexpr PersonId kJoey{1};
  boost::asio::io_context loop;
  Ledger ledger;
  EnrollFiles files{folder / "references", {}};
  std::vector<std::string> read, gone;
  EnrolmentWatcher teaching{loop,
                            gallery,
                            files,
                            ledger,
                            "test",
                            {[this](const ReferencePlace& place, const Token&) { read.push_back(place.file); },
                             [this](const ReferencePlace& place, const Token&) { gone.push_back(place.file); }}};

  void SetUp() override {
    std::filesystem::create_directory(folder / "references");
    ASSERT_EQ(files.make_folder(kJoey), 0);
    change([](Update& update) { PeopleTables(update).add(kJoey, {"Joey", true, 1}); });
  }

  /// Makes a file that the user calls `name`.
  std::filesystem::path put_file(const std::string& name) {
    files.begin({kJoey, name}, "stored-" + name);
    write_bytes(files.path_of({kJoey, name}), "bytes");
    return files.path_of({kJoey, name});
  }
  /// Notes the file in the gallery as read, as the writer does.
  void know(const std::string& name) {
    change([&](Update& update) {
      const ContentHash content = content_named(name);
      const auto found = std::get<FileStamp>(stamp_at(files.path_of({kJoey, name})));
      ReferenceTables(update).put_reading(content, {"test", {}, {face_with(face_of(1, 1))}});
      ReferenceTables(update).put(kJoey, name, {found, content, EnrolVerdict::used, "", 0});
    });
  }
  void know_failed(const std::string& name, Reason reason) {
    put_file(name);
    know(name);
    change([&](Update& update) {
      ReferenceTables(update).put_reading(content_named(name), {"test", Unreadable{reason, "why"}, {}});
    });
  }
  void settle() {
    ASSERT_TRUE(eventually([&] {
      loop.restart();
      loop.run_for(std::chrono::milliseconds(10));
      return ledger.is_idle();
    }));
  }
};

TEST_F(EnrolmentWatcherTest, ReadsAFileOnceHoweverOftenItIsTouched) {
  put_file("a.jpg");
  for (int i = 0; i < 3; ++i) teaching.touched(kJoey, "a.jpg");
  settle();
  EXPECT_THAT(read, ElementsAre("a.jpg"));
}

TEST_F(EnrolmentWatcherTest, WaitsForWhoeverStillWritesAFile) {
  put_file("a.jpg");
  const Inode inode{77};
  files.remember(inode, {kJoey, "a.jpg"});
  files.writer_came(inode);
  teaching.touched(kJoey, "a.jpg");
  settle();
  EXPECT_THAT(read, IsEmpty());
  EXPECT_TRUE(files.writer_left(inode));
  teaching.touched(kJoey, "a.jpg");
  settle();
  EXPECT_THAT(read, ElementsAre("a.jpg"));
}

TEST_F(EnrolmentWatcherTest, LooksAtNothingUnderACopiersTemporaryName) {
  put_file("a.jpg.part");
  teaching.touched(kJoey, "a.jpg.part");
  teaching.gone(kJoey, "b.jpg.part");
  settle();
  EXPECT_THAT(read, IsEmpty());
  EXPECT_THAT(gone, IsEmpty());
}

TEST_F(EnrolmentWatcherTest, GoesByWhatStandsThereAndNotByWhatWasSaid) {
  put_file("written anew.jpg");
  teaching.gone(kJoey, "written anew.jpg");
  teaching.touched(kJoey, "removed at once.jpg");
  settle();
  EXPECT_THAT(read, ElementsAre("written anew.jpg"));
  EXPECT_THAT(gone, ElementsAre("removed at once.jpg"));
}

TEST_F(EnrolmentWatcherTest, FindsOutWhatCameChangedAndWentWhileNobodyLooked) {
  for (const char* name : {"known.jpg", "changed.jpg", "removed.jpg"}) {
    put_file(name);
    know(name);
  }
  put_file("new.jpg");
  put_file("new.jpg.part");
  write_bytes(files.path_of({kJoey, "changed.jpg"}), "longer than before");
  std::filesystem::remove(files.path_of({kJoey, "removed.jpg"}));
  teaching.reconcile();
  settle();
  EXPECT_THAT(read, UnorderedElementsAre("changed.jpg", "new.jpg"));
  EXPECT_THAT(gone, ElementsAre("removed.jpg"));
}

TEST_F(EnrolmentWatcherTest, ReadsAgainWhatFailedForACauseThatMayHavePassedOrWasReadByOtherModels) {
  know_failed("no picture.jpg", Reason::not_an_image);
  know_failed("when its worker was killed.jpg", Reason::killed);
  know_failed("when the disk failed.jpg", Reason::read_error);
  put_file("by others.jpg");
  know("by others.jpg");
  change([&](Update& update) {
    ReferenceTables(update).put_reading(content_named("by others.jpg"), {"others", {}, {}});
  });
  teaching.reconcile();
  settle();
  EXPECT_THAT(read,
              UnorderedElementsAre("when its worker was killed.jpg", "when the disk failed.jpg", "by others.jpg"));
}

}  // namespace
}  // namespace facefs::test
