// SPDX-License-Identifier: Apache-2.0
#include "daemon/time_text.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

std::time_t local(int year, int month, int day, int hour, int minute) {
  std::tm time{};
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  time.tm_hour = hour;
  time.tm_min = minute;
  time.tm_isdst = -1;
  return std::mktime(&time);
}

TEST(WhenSomethingHappened, IsSaidWithTheDateUnlessItWasToday) {
  const std::time_t now = local(2026, 7, 14, 18, 30);
  EXPECT_EQ(time_text(local(2026, 7, 14, 9, 5), now), "09:05");
  EXPECT_EQ(time_text(local(2026, 7, 13, 23, 59), now), "2026-07-13 23:59");
  EXPECT_EQ(time_text(local(2025, 7, 14, 9, 5), now), "2025-07-14 09:05") << "the same day of another year";
  EXPECT_EQ(time_text(local(2026, 6, 14, 9, 5), now), "2026-06-14 09:05");
}

}  // namespace
}  // namespace facefs::test
