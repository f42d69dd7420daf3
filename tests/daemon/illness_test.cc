// SPDX-License-Identifier: Apache-2.0
#include "daemon/illness.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

TEST(IllnessTest, LastsWhenItHasGoneOnForLongWithoutABreak) {
  const Illness::Clock::time_point start{};
  Illness illness(start);
  EXPECT_FALSE(illness.lasts(false, start + 10min)) << "a long import is none";
  EXPECT_FALSE(illness.lasts(true, start + 10min + 1s)) << "a disk that is full for a moment";
  EXPECT_FALSE(illness.lasts(true, start + 10min + 15s));
  EXPECT_FALSE(illness.lasts(false, start + 10min + 16s));
  EXPECT_FALSE(illness.lasts(true, start + 10min + 17s)) << "it begins anew";
  EXPECT_TRUE(illness.lasts(true, start + 10min + 32s));
}

}  // namespace
}  // namespace facefs::test
