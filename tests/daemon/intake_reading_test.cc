// SPDX-License-Identifier: Apache-2.0
// What is read, in which order, and what the writer and the workers get of it. The test plays both.
#include <gmock/gmock.h>

#include <set>

#include "daemon/intake.h"
#include "index/storage/reference_tables.h"
#include "index/storage/update.h"
#include "index/values/content_hash.h"
#include "support/eventually.h"
#include "support/faces.h"
#include "support/full_disk.h"
#include "support/temporary_directory.h"
#include "system/photo_file.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class IntakeReading : public testing::Test {
 protected:
  static constexpr PersonId kJoey{1};
  TemporaryDirectory folder;
  Gallery gallery{folder / "gallery", {folder.path().string()}};
  std::mutex mutex;
  std::vector<WriterMessage> told;
  std::vector<VisionJob> jobs;
  std::vector<std::string> faults;
  std::set<std::thread::id> asked;  // the threads that asked whether findings can be stored
  std::thread::id idle;             // the thread that must do nothing, if any: then all comes in order
  std::atomic<bool> held_up = false;
  const PhotoFolders folders{gallery.roots()};
  Intake intake{gallery,
                folders,
                {"test", "test of references"},
                {[this](WriterMessage message) {
                   const std::lock_guard lock(mutex);
                   told.push_back(std::move(message));
                 },
                 [this](VisionJob job) {
                   const std::lock_guard lock(mutex);
                   jobs.push_back(std::move(job));
                 },
                 [](const std::string&, const Token&) {}, [](std::size_t) {},
                 [this](const std::string& sentence) {
                   const std::lock_guard lock(mutex);
                   faults.push_back(sentence);
                 },
                 [this] {
                   const std::lock_guard lock(mutex);
                   asked.insert(std::this_thread::get_id());
                   return held_up || std::this_thread::get_id() == idle;
                 }}};

  void TearDown() override { intake.stop(); }

  std::string file(const std::string& name, const std::string& bytes) const {
    write_bytes(folder / name, bytes);
    return folder / name;
  }
  std::string too_large(const std::string& name) const {
    file(name, "");
    fs::resize_file(folder / name, (std::uintmax_t{512} << 20) + 1);
    return folder / name;
  }
  static FileStamp stamp_of(const std::string& path) { return std::get<FileStamp>(stamp_at(path)); }

  template <typename List>
  bool come(List& list, std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock(mutex);
      return list.size() >= count;
    });
  }
  void put_reference(const std::string& path) { intake.put(ReferenceToRead{kJoey, "ref.jpg", path, nullptr}); }
  void leave_one_thread_idle() {
    held_up = true;
    intake.put(PhotoToRead{file("never.jpg", "never"), nullptr});
    ASSERT_TRUE(come(asked, 1));
    const std::lock_guard lock(mutex);
    idle = *asked.begin();
  }
  void know(const std::string& bytes, const ReferenceReading& reading) {
    Update update(gallery);
    ReferenceTables(update).put_reading(content_hash_of(bytes), reading);
    update.commit();
  }
};

TEST_F(IntakeReading, TellsOfAPhotoThatCannotBeReadAndWhichFileThatWas) {
  const std::string path = too_large("film.jpg");
  intake.put(PhotoToRead{path, nullptr});
  ASSERT_TRUE(come(told, 1));
  const auto& failed = std::get<PhotoFailed>(told[0]);
  EXPECT_EQ(failed.why.reason, Reason::too_large);
  EXPECT_TRUE(failed.stamp == stamp_of(path)) << "or every scan would read it again";
}

TEST_F(IntakeReading, TellsOfAReferenceThatIsGoneOrCannotBeRead) {
  put_reference(folder / "absent");
  ASSERT_TRUE(come(told, 1));
  EXPECT_EQ(std::get<ReferenceGone>(told[0]).file, "ref.jpg");
  const std::string path = too_large("film.jpg");
  put_reference(path);
  ASSERT_TRUE(come(told, 2));
  const auto& read = std::get<ReferenceRead>(told[1]);
  EXPECT_TRUE(read.stamp == stamp_of(path));
  EXPECT_EQ(read.reading->failure->reason, Reason::too_large);
  EXPECT_EQ(read.reading->models, "test of references");
}

TEST_F(IntakeReading, TellsWhatAReferenceShowsWithItsMeasures) {
  put_reference(file("a.jpg", "a"));
  ASSERT_TRUE(come(jobs, 1));
  EXPECT_TRUE(jobs[0].is_urgent);
  PhotoReading reading;
  reading.width = 40;
  reading.height = 30;
  reading.faces = {face_with(face_of(1, 1))};
  jobs[0].done({0, reading});
  ASSERT_TRUE(come(told, 1));
  const auto& read = std::get<ReferenceRead>(told[0]);
  EXPECT_EQ(read.reading->width, 40U);
  EXPECT_EQ(read.reading->height, 30U);
  EXPECT_EQ(read.reading->faces.size(), 1U);
  EXPECT_EQ(read.reading->models, "test of references");
}

TEST_F(IntakeReading, AsksNoWorkerAboutAReferenceThatIsKnownUnlessItMayTurnOutOtherwise) {
  know("known", {"test of references", {}, {}});
  know("other models", {"other models", {}, {}});
  know("killed", {"test of references", Unreadable{Reason::killed, "s"}, {}});
  know("no photo", {"test of references", Unreadable{Reason::not_an_image, "s"}, {}});
  for (const char* bytes : {"known", "no photo"}) put_reference(file(bytes, bytes));
  EXPECT_TRUE(come(told, 2));
  for (const char* bytes : {"other models", "killed"}) put_reference(file(bytes, bytes));
  EXPECT_TRUE(come(jobs, 2));
  EXPECT_EQ(told.size(), 2U);
}

TEST_F(IntakeReading, ReadsNothingWhileNothingCanBeStoredAndThenReferencesFirst) {
  leave_one_thread_idle();
  intake.put(PhotoToRead{file("first.jpg", "1"), nullptr});
  ASSERT_TRUE(come(asked, 2)) << "both threads wait";
  intake.put(PhotoToRead{file("second.jpg", "22"), nullptr});
  put_reference(file("reference.jpg", "333"));
  EXPECT_TRUE(jobs.empty());
  held_up = false;
  ASSERT_TRUE(come(jobs, 3));
  EXPECT_FALSE(jobs[0].is_urgent);
  EXPECT_TRUE(jobs[1].is_urgent);
  EXPECT_FALSE(jobs[2].is_urgent);
}

TEST_F(IntakeReading, TellsOfEveryFileOfOneContentThoughOnlyOneIsLookedAt) {
  leave_one_thread_idle();
  held_up = false;
  intake.put(PhotoToRead{file("a.jpg", "the same"), nullptr});
  intake.put(PhotoToRead{file("b.jpg", "the same"), nullptr});
  intake.put(PhotoToRead{file("c.jpg", "another"), nullptr});
  ASSERT_TRUE(come(jobs, 2));
  PhotoReading reading;
  reading.faces = {face_with(face_of(1, 1))};
  jobs[0].done({0, reading});
  ASSERT_TRUE(come(told, 2));
  std::set<std::string> paths;
  for (const WriterMessage& message : told) {
    const auto& read = std::get<PhotoRead>(message);
    paths.insert(fs::path(read.path).filename());
    EXPECT_EQ(std::get<NewFaces>(read.found).faces.size(), 1U) << read.path;
  }
  EXPECT_EQ(paths, (std::set<std::string>{"a.jpg", "b.jpg"}));
}

TEST_F(IntakeReading, TellsOfAPhotoForWhichThereIsNoRoomAndGoesOn) {
  file("a.jpg", "bytes");
  {
    const FullDisk full;
    intake.put(PhotoToRead{folder / "a.jpg", nullptr});
    EXPECT_TRUE(come(faults, 1));
  }
  intake.put(PhotoToRead{folder / "a.jpg", nullptr});
  EXPECT_TRUE(come(jobs, 1));
}

}  // namespace
}  // namespace facefs::test
