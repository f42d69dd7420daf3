// SPDX-License-Identifier: Apache-2.0
#include "daemon/reading_speed.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

TEST(ReadingSpeedTest, IsOfTheLastHalfMinute) {
  ReadingSpeed speed;
  const ReadingSpeed::Clock::time_point start{};
  EXPECT_EQ(speed.at(start, 100), 0);
  EXPECT_EQ(speed.at(start + 400ms, 140), 0) << "too soon to tell";
  EXPECT_DOUBLE_EQ(speed.at(start + 10s, 300), 20);
  EXPECT_DOUBLE_EQ(speed.at(start + 35s, 550), 10) << "of the 25 seconds since the last moment within the window";
}

TEST(ReadingSpeedTest, IsNoneWhilePhotosGo) {
  ReadingSpeed speed;
  const ReadingSpeed::Clock::time_point start{};
  speed.at(start, 1000);
  EXPECT_EQ(speed.at(start + 10s, 900), 0);
  EXPECT_EQ(speed.at(start + 20s, 1000), 0) << "as many as before";
}

}  // namespace
}  // namespace facefs::test
