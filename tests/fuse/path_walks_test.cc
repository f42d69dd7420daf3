// SPDX-License-Identifier: Apache-2.0
#include "fuse/path_walks.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

TEST(PathWalks, AreAnsweredAnewForWhoeverLooksNowAndThen) {
  PathWalks walks;
  auto now = PathWalks::Clock::now();
  for (int i = 0; i < 100; ++i, now += 5ms)
    EXPECT_EQ(walks.seconds_valid(now), 0) << "a program that waits for something";
}

TEST(PathWalks, AreRememberedForAMomentWhileThereAreVeryMany) {
  PathWalks walks;
  auto now = PathWalks::Clock::now();
  for (int i = 0; i < PathWalks::kMany; ++i, now += 50us) EXPECT_EQ(walks.seconds_valid(now), 0);
  EXPECT_EQ(walks.seconds_valid(now), PathWalks::kGranted);
  EXPECT_EQ(walks.seconds_valid(now + 100ms), 0) << "and then from the beginning";
}

}  // namespace
}  // namespace facefs::test
