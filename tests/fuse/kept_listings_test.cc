// SPDX-License-Identifier: Apache-2.0
#include "fuse/kept_listings.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

Inode folder(int number) {
  return inode_of(static_cast<ClusterId>(number));
}
Listing listing(std::size_t entries) {
  return std::make_shared<const PackedListing>(std::vector<Entry>(entries));
}

TEST(KeptListings, AreGivenWhileNothingHasChanged) {
  KeptListings kept;
  const Listing one = listing(3);
  kept.keep(folder(1), 7, one);
  EXPECT_EQ(kept.find(folder(1), 7), one);
  EXPECT_EQ(kept.find(folder(2), 7), nullptr);
  EXPECT_EQ(kept.find(folder(1), 8), nullptr);
  EXPECT_EQ(kept.find(folder(1), 7), nullptr) << "what was of another moment is gone for good";
}

TEST(KeptListings, GoWhenTheyAreTooManyTheLongestUnusedFirst) {
  KeptListings kept;
  for (int i = 0; i < 4; ++i) kept.keep(folder(i), 1, listing(KeptListings::kMostEntries / 4));
  EXPECT_TRUE(kept.find(folder(0), 1));
  kept.keep(folder(4), 1, listing(KeptListings::kMostEntries / 4));
  EXPECT_TRUE(kept.find(folder(0), 1)) << "it was used";
  EXPECT_FALSE(kept.find(folder(1), 1));
  EXPECT_TRUE(kept.find(folder(4), 1));
  kept.keep(folder(5), 1, listing(KeptListings::kMostEntries + 1));
  EXPECT_FALSE(kept.find(folder(5), 1)) << "too large for itself";
  EXPECT_TRUE(kept.find(folder(4), 1)) << "which is no reason for others to go";
}

}  // namespace
}  // namespace facefs::test
