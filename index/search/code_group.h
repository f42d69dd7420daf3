// SPDX-License-Identifier: Apache-2.0
// The inner loop of every search among stored faces: how far a face is from sixteen others, by their leading codes.
//
// A group holds the first four numbers of each face, then the next four of each, and so on. Each number is raised by
// 128, which makes it a byte without a sign: AVX-512's VNNI multiplies such bytes in one instruction. AVX2 and plain
// C++ use the same order (index/search/group_distances.h).
//
// A search waits for memory most of all. So everything that it reads of a group lies in a row, few instructions are
// between two groups, and the group that is four places farther is asked for early, which helps where memory is slow.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "index/search/face_code.h"
#include "index/search/group_distances.h"

namespace facefs {

inline constexpr std::size_t kCodeGroup = 16;     ///< faces
inline constexpr std::size_t kCodesTogether = 4;  ///< numbers of one face that lie side by side
inline constexpr std::uint8_t kRaised = 128;      ///< the byte for the number 0

struct CodeGroup {
  std::array<float, kCodeGroup> steps;
  std::array<float, kCodeGroup> squares;  ///< squared lengths of the leading codes; infinite where there is no face
  std::array<std::uint8_t, kCodeGroup * kLeadingCodes> codes;
};

/// Returns where number `k` of the face `face` is in its group's codes.
constexpr std::size_t place_in_group(std::size_t face, std::size_t k) {
  return (k / kCodesTogether * kCodeGroup + face) * kCodesTogether + k % kCodesTogether;
}

const DistanceWays<CodeGroup>& leading_distance_ways();
/// Returns the fastest way that this processor can run.
const GroupDistances<CodeGroup>& leading_distances();

}  // namespace facefs
