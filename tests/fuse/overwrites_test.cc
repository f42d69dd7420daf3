// SPDX-License-Identifier: Apache-2.0
#include "fuse/overwrites.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

const Inode kPhoto = inode_of(PhotoId{7});
const Inode kOther = inode_of(PhotoId{8});
const Inode kCopy{InodeKind::incoming, 1};
const Overwrites::Clock::time_point kNow{1h};
constexpr int kThread = 100;

TEST(Overwrite, AsksForTheNameOnce) {
  Overwrites overwrites;
  EXPECT_TRUE(overwrites.begin(kThread, kPhoto, kNow));
  EXPECT_TRUE(overwrites.is_looking_for(kThread, kPhoto, kNow));
  EXPECT_FALSE(overwrites.is_looking_for(kThread, kOther, kNow));
  EXPECT_FALSE(overwrites.is_looking_for(kThread + 1, kPhoto, kNow)) << "another thread looks for itself";
  EXPECT_FALSE(overwrites.begin(kThread, kPhoto, kNow)) << "no name was looked up: refused";
  EXPECT_TRUE(overwrites.begin(kThread, kPhoto, kNow)) << "the next open begins anew";
}

TEST(Overwrite, HasTheSameCopyHoweverOftenItIsLookedFor) {
  Overwrites overwrites;
  overwrites.begin(kThread, kPhoto, kNow);
  EXPECT_EQ(overwrites.copy_of(kThread), std::nullopt);
  overwrites.set_copy(kThread, kCopy);
  EXPECT_EQ(overwrites.copy_of(kThread), kCopy);
  overwrites.end(kThread);
  EXPECT_EQ(overwrites.copy_of(kThread), std::nullopt);
  EXPECT_FALSE(overwrites.is_looking_for(kThread, kPhoto, kNow));
}

TEST(Overwrite, OfTheSamePhotoOnceMoreAtOnceBeginsAnew) {
  Overwrites overwrites;
  overwrites.begin(kThread, kPhoto, kNow);
  overwrites.set_copy(kThread, kCopy);
  EXPECT_TRUE(overwrites.begin(kThread, kPhoto, kNow)) << "the one before has got its name";
  EXPECT_EQ(overwrites.copy_of(kThread), std::nullopt) << "and a copy of its own";
}

TEST(Overwrite, OfAnOpenThatNeverCameBackIsOver) {
  Overwrites overwrites;
  overwrites.begin(kThread, kPhoto, kNow);
  EXPECT_FALSE(overwrites.is_looking_for(kThread, kPhoto, kNow + 2s));
  EXPECT_TRUE(overwrites.begin(kThread, kPhoto, kNow + 2s));
}

}  // namespace
}  // namespace facefs::test
