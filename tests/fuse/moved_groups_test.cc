// SPDX-License-Identifier: Apache-2.0
#include "fuse/moved_groups.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

const ClusterId kSeven{7};
const PersonId kJoey{3};
const MovedGroups::Clock::time_point kNow{1h};

TEST(MovedGroup, IsFoundUnderItsNewNameAndByItsNumber) {
  MovedGroups moved;
  moved.add({kSeven, kUnknown, "Joey", kJoey}, kNow);
  EXPECT_EQ(moved.named(kUnknown, "Joey", kNow + 1s)->cluster, kSeven);
  EXPECT_EQ(moved.at(inode_of(kSeven), kNow + 1s)->person, kJoey);
  EXPECT_FALSE(moved.named(kUnknown, "joey", kNow));
  EXPECT_FALSE(moved.named(kPeople, "Joey", kNow));
  EXPECT_FALSE(moved.at(inode_of(ClusterId{8}), kNow));
  EXPECT_FALSE(moved.at(inode_of(InodeKind::people, PersonId{7}), kNow)) << "a number alone is no group";
}

TEST(MovedGroup, GoesAfterSomeSecondsAndIsToldOnce) {
  MovedGroups moved;
  moved.add({kSeven, kUnknown, "Joey", kJoey}, kNow);
  EXPECT_TRUE(moved.take_expired(kNow + 2s).empty());
  EXPECT_FALSE(moved.named(kUnknown, "Joey", kNow + 4s)) << "also before it was told";
  ASSERT_EQ(moved.take_expired(kNow + 4s).size(), 1U);
  EXPECT_TRUE(moved.take_expired(kNow + 4s).empty());
  EXPECT_TRUE(moved.is_empty());
}

TEST(MovedGroup, GoesAtOnceWhenItsTimeIsEnded) {
  MovedGroups moved;
  moved.add({kSeven, kUnknown, "Joey", kJoey}, kNow);
  moved.end(kSeven, kNow + 1s);
  EXPECT_FALSE(moved.at(inode_of(kSeven), kNow + 1s));
  EXPECT_EQ(moved.take_expired(kNow + 1s).size(), 1U);
}

TEST(MovedGroup, ThatIsMovedOnceMoreIsFoundThereAlone) {
  MovedGroups moved;
  moved.add({kSeven, kUnknown, "Joey", kJoey}, kNow);
  moved.add({kSeven, kUnknown, "Chandler", PersonId{4}}, kNow + 1s);
  EXPECT_FALSE(moved.named(kUnknown, "Joey", kNow + 1s));
  EXPECT_TRUE(moved.named(kUnknown, "Chandler", kNow + 3s));
}

}  // namespace
}  // namespace facefs::test
