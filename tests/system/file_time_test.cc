// SPDX-License-Identifier: Apache-2.0
#include "system/file_time.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

constexpr std::time_t k1900 = -2'208'988'800;
constexpr std::time_t k2300 = 10'413'792'000;
constexpr std::time_t k2400 = 13'569'465'600;
constexpr std::time_t kLastOfExt4 = 15'032'385'535;

TEST(FileTime, ComesBackTheSameWithinFiveCenturies) {
  for (const std::time_t seconds : {std::time_t{0}, std::time_t{1}, std::time_t{-1}, k1900, k2300, k2400, kLastOfExt4,
                                    std::time_t{-2'147'483'648}}) {
    const timespec back = timespec_of(nanoseconds_of({seconds, 123'456'789}));
    EXPECT_EQ(back.tv_sec, seconds);
    EXPECT_EQ(back.tv_nsec, 123'456'789);
  }
}

TEST(FileTime, OutsideIsTheNearerEnd) {
  EXPECT_EQ(timespec_of(nanoseconds_of({-5'000'000'000, 7})).tv_sec, -3'155'760'000) << "of 1811: 1870";
  EXPECT_GT(timespec_of(nanoseconds_of({30'000'000'000, 7})).tv_sec, kLastOfExt4) << "of 2920: 2454";
  EXPECT_EQ(nanoseconds_of({30'000'000'000, 7}), nanoseconds_of({40'000'000'000, 9}));
}

TEST(FileTime, IsLaterInTheYear2400ThanIn1900) {
  const std::uint64_t old = nanoseconds_of({k1900, 0}), now = nanoseconds_of({1'800'000'000, 0}),
                      far = nanoseconds_of({k2400, 0});
  EXPECT_EQ(later_of(old, now), now);
  EXPECT_EQ(later_of(far, now), far);
  EXPECT_EQ(later_of(old, far), far);
  EXPECT_EQ(later_of(0, old), old) << "0 is no time";
}

}  // namespace
}  // namespace facefs::test
