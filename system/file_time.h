// SPDX-License-Identifier: Apache-2.0
// A file's time in 64 bits: nanoseconds since 1970, counted around 0 into the past. The border between past and future
// is set so that all times fit that ext4 can hold (1901 to 2446) and photos of the nineteenth century besides: 1870 to
// 2454. What lies outside becomes the nearer end. Pure.
#pragma once

#include <cstdint>
#include <ctime>

namespace facefs {

std::uint64_t nanoseconds_of(const timespec& time);
timespec timespec_of(std::uint64_t nanoseconds);

/// 0 is no time.
std::uint64_t later_of(std::uint64_t a, std::uint64_t b);

}  // namespace facefs
