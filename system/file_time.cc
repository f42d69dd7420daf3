// SPDX-License-Identifier: Apache-2.0
#include "system/file_time.h"

#include <algorithm>

namespace facefs {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kEarliest = -3'155'760'000;  // 1870: a hundred years of 365.25 days before 1970
constexpr std::uint64_t kPast =
    static_cast<std::uint64_t>(kEarliest) * kSecond;  // from here on a number means a time before 1970
constexpr auto kLatest = static_cast<std::int64_t>(kPast / kSecond) - 1;

}  // namespace

std::uint64_t nanoseconds_of(const timespec& time) {
  const std::int64_t seconds = std::clamp<std::int64_t>(time.tv_sec, kEarliest, kLatest);
  const std::int64_t rest = seconds == time.tv_sec ? time.tv_nsec : 0;
  return static_cast<std::uint64_t>(seconds) * kSecond + static_cast<std::uint64_t>(rest);
}

timespec timespec_of(std::uint64_t nanoseconds) {
  if (nanoseconds < kPast)
    return {static_cast<std::int64_t>(nanoseconds / kSecond), static_cast<std::int64_t>(nanoseconds % kSecond)};
  const std::uint64_t since = nanoseconds - kPast;  // numbers rise with time before 1970, too
  return {kEarliest + static_cast<std::int64_t>(since / kSecond), static_cast<std::int64_t>(since % kSecond)};
}

std::uint64_t later_of(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return a == 0 ? b : a;
  return a - kPast > b - kPast ? a : b;
}

}  // namespace facefs
