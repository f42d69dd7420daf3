// SPDX-License-Identifier: Apache-2.0
#include "fuse/known_folders.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

namespace facefs::test {
namespace {

const Inode kJoey{InodeKind::people, 7};

TEST(KnownFolder, IsOneThatTheKernelHasLookedUpAndNotForgotten) {
  KnownFolders folders;
  EXPECT_FALSE(folders.knows(kJoey));
  folders.looked_up(kJoey);
  folders.looked_up(kJoey);
  folders.forget(kJoey, 1);
  EXPECT_TRUE(folders.knows(kJoey));
  folders.forget(kJoey, 1);
  EXPECT_FALSE(folders.knows(kJoey));
}

TEST(KnownFolder, IsAlwaysTheRoot) {
  EXPECT_TRUE(KnownFolders().knows(kRoot));
}

TEST(KnownFolder, IsNoPhoto) {
  KnownFolders folders;
  folders.looked_up(inode_of(PhotoId{7}));
  EXPECT_FALSE(folders.knows(inode_of(PhotoId{7})));
}

TEST(KnownFolder, ThatWasRemovedIsAnotherOneFromThenOn) {
  KnownFolders folders;
  folders.looked_up(kJoey);
  EXPECT_EQ(folders.generation(kJoey), 1U);
  folders.removed(kJoey);
  EXPECT_EQ(folders.generation(kJoey), 2U);
  folders.forget(kJoey, 1);
  EXPECT_EQ(folders.generation(kJoey), 2U) << "whoever has the old one open must not be given it again";
}

/// Three threads answer the kernel.
TEST(KnownFolder, IsCountedRightByThreadsThatAnswerAtOnce) {
  constexpr std::uint64_t kTimes = 500'000;
  KnownFolders folders;
  std::latch all_are_there(3);
  std::vector<std::thread> servers;
  for (int server = 0; server < 3; ++server)
    servers.emplace_back([&] {
      all_are_there.arrive_and_wait();
      for (std::uint64_t i = 0; i < kTimes; ++i) folders.looked_up(kJoey);
    });
  for (std::thread& server : servers) server.join();
  folders.forget(kJoey, 3 * kTimes - 1);
  EXPECT_TRUE(folders.knows(kJoey));
  folders.forget(kJoey, 1);
  EXPECT_FALSE(folders.knows(kJoey));
}

TEST(KnownFolder, IsNotMissedWhenTheKernelForgetsMoreThanItWasTold) {
  KnownFolders folders;
  folders.looked_up(kJoey);
  folders.forget(kJoey, 5);
  folders.looked_up(kJoey);
  EXPECT_TRUE(folders.knows(kJoey));
}

}  // namespace
}  // namespace facefs::test
