// SPDX-License-Identifier: Apache-2.0
#include "fuse/recent_doings.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

constexpr PhotoId kPhoto{7}, kOther{8};
constexpr std::uint64_t kInit = 1;

int this_thread() {
  return static_cast<int>(::gettid());
}
std::uint64_t this_process() {
  return static_cast<std::uint64_t>(::getpid());
}

TEST(RecentDoings, KnowWhichPhotoAProcessHasJustRead) {
  RecentDoings doings;
  doings.note_opened(kPhoto, this_thread());
  doings.note_closed(kPhoto, this_thread());
  EXPECT_TRUE(doings.was_just_read(kPhoto, this_process()));
  EXPECT_FALSE(doings.was_just_read(kOther, this_process()));
  EXPECT_FALSE(doings.was_just_read(kPhoto, kInit)) << "somebody else has read it";
}

TEST(RecentDoings, ForgetAReadingAfterASecondOrWhenAnotherPhotoIsRead) {
  RecentDoings doings;
  const auto start = RecentDoings::Clock::now();
  doings.note_closed(kPhoto, this_thread(), start);
  EXPECT_TRUE(doings.was_just_read(kPhoto, this_process(), start + 900ms));
  EXPECT_FALSE(doings.was_just_read(kPhoto, this_process(), start + 1100ms));
  doings.note_closed(kOther, this_thread(), start + 500ms);
  EXPECT_FALSE(doings.was_just_read(kPhoto, this_process(), start + 600ms));
}

TEST(RecentDoings, WaitForAReleaseThatIsUnderWay) {
  RecentDoings doings;
  doings.note_opened(kPhoto, this_thread());
  std::thread releasing([&, opener = this_thread()] { doings.note_closed(kPhoto, opener); });
  EXPECT_TRUE(doings.was_just_read(kPhoto, this_process()));
  releasing.join();
}

TEST(RecentDoings, AreNotMisledByAnotherPhotoThatTheProcessHasOpen) {
  RecentDoings doings;
  std::thread another([&] {
    doings.note_opened(kOther, this_thread());
    doings.note_opened(kPhoto, this_thread());
    doings.note_closed(kPhoto, this_thread());
    doings.note_opened(kOther, this_thread());
    EXPECT_TRUE(doings.was_just_read(kPhoto, this_process()));
    EXPECT_FALSE(doings.was_just_read(kOther, this_process()));
  });
  another.join();
}

TEST(RecentDoings, TakeAPhotoThatStaysOpenForOneThatIsLookedAt) {
  RecentDoings doings;
  doings.note_opened(kPhoto, this_thread());
  EXPECT_FALSE(doings.was_just_read(kPhoto, this_process()));
}

}  // namespace
}  // namespace facefs::test
