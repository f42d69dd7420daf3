// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_activity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

constexpr Inode kPhoto = inode_of(PhotoId{7}), kOther = inode_of(PhotoId{8});
constexpr std::uint64_t kInit = 1;

int this_thread() {
  return static_cast<int>(::gettid());
}
std::uint64_t this_process() {
  return static_cast<std::uint64_t>(::getpid());
}

constexpr std::uint64_t kBytes = 1000;

class RecentActivityTest : public testing::Test {
 protected:
  void read(Inode photo, std::chrono::milliseconds after) {
    activity.note_opened(photo, kBytes, this_thread(), start + after);
    activity.note_closed(photo, this_thread(), start + after);
  }
  bool is_moving_out(Inode photo, std::chrono::milliseconds after, std::uint64_t process = this_process()) {
    return activity.is_moving_out(photo, process, start + after);
  }
  RecentActivity activity;
  const RecentActivity::Clock::time_point start = RecentActivity::Clock::now();
};

TEST_F(RecentActivityTest, KnowThatAProcessMovesWhatItHasJustRead) {
  read(kPhoto, 0ms);
  EXPECT_TRUE(is_moving_out(kPhoto, 900ms));
  EXPECT_FALSE(is_moving_out(kOther, 900ms));
  EXPECT_FALSE(is_moving_out(kPhoto, 900ms, kInit)) << "somebody else has read it";
}

TEST_F(RecentActivityTest, KnowThatAProcessMovesAFolderThatItReadFirstAndRemovesThen) {
  constexpr int kPhotos = 50;
  for (int i = 1; i <= kPhotos; ++i) read(inode_of(PhotoId(i)), 900ms * i);
  for (int i = 1; i <= kPhotos; ++i)
    EXPECT_TRUE(is_moving_out(inode_of(PhotoId(i)), 900ms * (kPhotos + i)))
        << "photo " << i << ": a minute ago, but without a pause";
}

TEST_F(RecentActivityTest, TakeARemovalAfterAPauseForADecision) {
  read(kPhoto, 0ms);
  EXPECT_FALSE(is_moving_out(kPhoto, 1100ms)) << "somebody has looked at it";
  read(kOther, 2000ms);
  EXPECT_FALSE(is_moving_out(kPhoto, 2100ms)) << "the run in which it was read is over";
}

TEST_F(RecentActivityTest, SeeByWhatAProcessHasWrittenThatItMovesAlsoAfterAPause) {
  read(kPhoto, 0ms);
  read(kOther, 10ms);
  const TemporaryDirectory folder;
  write_bytes(folder / "copy", std::string(kBytes, 'x'));
  EXPECT_FALSE(is_moving_out(kPhoto, 3000ms)) << "it has written half of what it has read";
  write_bytes(folder / "copy 2", std::string(kBytes, 'x'));
  EXPECT_TRUE(is_moving_out(kPhoto, 3000ms));
  EXPECT_TRUE(is_moving_out(kOther, 3000ms));
}

/// A file manager looks at a photo's first bytes before it copies it.
TEST_F(RecentActivityTest, AskForNoMoreThanOneCopyOfAPhotoThatWasReadTwice) {
  read(kPhoto, 0ms);
  read(kPhoto, 10ms);
  const TemporaryDirectory folder;
  write_bytes(folder / "copy", std::string(kBytes, 'x'));
  EXPECT_TRUE(is_moving_out(kPhoto, 3000ms));
}

TEST_F(RecentActivityTest, CountNothingThatAProcessHadWrittenBeforeItRead) {
  const TemporaryDirectory folder;
  write_bytes(folder / "before", std::string(2 * kBytes, 'x'));
  read(kPhoto, 0ms);
  EXPECT_FALSE(is_moving_out(kPhoto, 3000ms));
}

TEST_F(RecentActivityTest, ForgetWhatWasReadMinutesAgo) {
  read(kPhoto, 0ms);
  const TemporaryDirectory folder;
  write_bytes(folder / "something", std::string(kBytes, 'x'));
  EXPECT_FALSE(is_moving_out(kPhoto, 6min));
}

/// A file manager runs for days. Its user may later delete what it has copied.
TEST_F(RecentActivityTest, TakeARemovalLongAfterACopyForADecision) {
  read(kPhoto, 0ms);
  const TemporaryDirectory folder;
  write_bytes(folder / "copy", std::string(kBytes, 'x'));
  EXPECT_FALSE(is_moving_out(kPhoto, 11s));
  read(kPhoto, 20s);
  write_bytes(folder / "copy", std::string(kBytes, 'x'));
  EXPECT_TRUE(is_moving_out(kPhoto, 29s));
  EXPECT_TRUE(is_moving_out(kPhoto, 38s)) << "tried once more from the same dialog";
  EXPECT_FALSE(is_moving_out(kPhoto, 50s)) << "and much later it is meant";
}

TEST_F(RecentActivityTest, LeaveASlowDiskItsTime) {
  constexpr std::uint64_t kMany = 20'000'000;
  activity.note_opened(kPhoto, kMany, this_thread(), start);
  activity.note_closed(kPhoto, this_thread(), start);
  const TemporaryDirectory folder;
  write_bytes(folder / "copy", std::string(kMany, 'x'));
  EXPECT_TRUE(is_moving_out(kPhoto, 11s));
}

TEST_F(RecentActivityTest, KnowThatADialogIsOpenAboutTheFirstPhotoOfAMove) {
  read(kPhoto, 0ms);
  read(kOther, 10ms);
  const TemporaryDirectory folder;
  write_bytes(folder / "copies", std::string(2 * kBytes, 'x'));
  EXPECT_TRUE(is_moving_out(kPhoto, 500ms));
  EXPECT_TRUE(is_moving_out(kOther, 4min)) << "its user has had coffee before skipping the first";
}

TEST_F(RecentActivityTest, LetAProgramTakeBackWhatItPutThere) {
  activity.note_put(kPhoto, 5, this_process(), start);
  EXPECT_FALSE(activity.take_put(kPhoto, 6, this_process(), start)) << "in another folder";
  EXPECT_FALSE(activity.take_put(kPhoto, 5, kInit, start)) << "another program";
  EXPECT_TRUE(activity.take_put(kPhoto, 5, this_process(), start + 1min));
  EXPECT_FALSE(activity.take_put(kPhoto, 5, this_process(), start + 1min)) << "once";
  activity.note_put(kPhoto, 5, this_process(), start);
  EXPECT_FALSE(activity.take_put(kPhoto, 5, this_process(), start + 6min)) << "not when it was long ago";
}

TEST_F(RecentActivityTest, HoldNoOtherProgramsDialogForOnesOwn) {
  const TemporaryDirectory folder;
  read(kPhoto, 0ms);
  activity.note_opened(kOther, kBytes, static_cast<int>(kInit), start);
  activity.note_closed(kOther, static_cast<int>(kInit), start);
  EXPECT_TRUE(is_moving_out(kOther, 500ms, kInit)) << "somebody else has a dialog open";
  write_bytes(folder / "copy", std::string(kBytes, 'x'));
  EXPECT_FALSE(is_moving_out(kPhoto, 20s));
}

TEST_F(RecentActivityTest, KnowWhoMovedReferencesOutOfAFolderAMomentAgo) {
  const Inode folder = inode_of(InodeKind::enrolled, PersonId{5}), another = inode_of(InodeKind::enrolled, PersonId{6});
  activity.note_moved_out(folder, this_process(), start);
  EXPECT_TRUE(activity.has_moved_out_of(folder, this_process(), start + 1s));
  EXPECT_FALSE(activity.has_moved_out_of(folder, kInit, start + 1s)) << "another program has moved nothing";
  EXPECT_FALSE(activity.has_moved_out_of(another, this_process(), start + 1s));
  EXPECT_FALSE(activity.has_moved_out_of(folder, this_process(), start + 3s)) << "long ago";
}

TEST_F(RecentActivityTest, ShowAnEmptiedFolderToWhoHasJustEmptiedItAlone) {
  activity.note_removal(5, this_process(), start);
  EXPECT_TRUE(activity.just_removed_from(5, this_thread(), start + 1s));
  EXPECT_FALSE(activity.just_removed_from(6, this_thread(), start + 1s));
  EXPECT_FALSE(activity.just_removed_from(5, static_cast<int>(kInit), start + 1s));
  EXPECT_FALSE(activity.just_removed_from(5, this_thread(), start + 3s)) << "to everybody it is gone by then";
}

TEST_F(RecentActivityTest, WaitForAReleaseThatIsUnderWay) {
  activity.note_opened(kPhoto, kBytes, this_thread());
  std::thread releasing([&, opener = this_thread()] { activity.note_closed(kPhoto, opener); });
  EXPECT_TRUE(activity.is_moving_out(kPhoto, this_process()));
  releasing.join();
}

TEST_F(RecentActivityTest, AreNotMisledByAnotherPhotoThatTheProcessHasOpen) {
  std::thread another([&] {
    activity.note_opened(kOther, kBytes, this_thread());
    activity.note_opened(kPhoto, kBytes, this_thread());
    activity.note_closed(kPhoto, this_thread());
    EXPECT_TRUE(activity.is_moving_out(kPhoto, this_process()));
    EXPECT_FALSE(activity.is_moving_out(kOther, this_process()));
  });
  another.join();
}

TEST_F(RecentActivityTest, TakeAPhotoThatStaysOpenForOneThatIsLookedAt) {
  activity.note_opened(kPhoto, kBytes, this_thread());
  EXPECT_FALSE(activity.is_moving_out(kPhoto, this_process()));
}

}  // namespace
}  // namespace facefs::test
