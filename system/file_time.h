// SPDX-License-Identifier: Apache-2.0
// A file's time in 64 bits: nanoseconds since 1970. Times before 1970 wrap around below 0. The border between past and
// future makes room for every time of ext4 (1901 to 2446), and for photos of the nineteenth century: 1870 to 2454. A
// time outside becomes the nearer end. Pure.
#pragma once

#include <cstdint>
#include <ctime>

namespace facefs {

std::uint64_t nanoseconds_of(const timespec& time);
timespec timespec_of(std::uint64_t nanoseconds);

/// Returns the later of two times. 0 means that there is no time: the other one is then returned.
std::uint64_t later_of(std::uint64_t a, std::uint64_t b);

}  // namespace facefs
