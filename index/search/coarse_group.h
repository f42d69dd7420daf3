// SPDX-License-Identifier: Apache-2.0
// Sixteen faces' codes in two halves of four bits, for faces that differ along all axes alike.
//
// dlib's faces differ along few axes, so a search reads the leading codes first (index/search/code_group.h). SFace's
// faces differ along all axes: 48 of them say 37 % of a squared distance, which decides nothing. So a gallery of
// SFace's faces keeps the upper four bits of all 128 codes together. They tell a distance within an eighth of the
// sphere's radius. The lower four bits of each face are one line of memory elsewhere, and are read for the few faces
// that may be near.
//
// A byte of a group holds the upper bits of two numbers of one face: of number k in its lower half, of number k + 4 in
// its upper half. Four such bytes of each face lie side by side, as VNNI takes them. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "index/search/code_group.h"
#include "index/search/face_code.h"

namespace facefs {

inline constexpr std::size_t kCoarseTogether = 2 * kCodesTogether;  ///< numbers of one face that lie side by side
inline constexpr std::uint32_t kLowerHalves = 0x0F0F0F0F;           ///< of four bytes

struct CoarseGroup {
  std::array<float, kCodeGroup> steps;
  std::array<float, kCodeGroup> squares;  ///< squared lengths of the coarse codes; infinite where there is no face
  std::array<std::uint8_t, kCodeGroup * Embedding::kSize / 2> codes;
};

/// The lower four bits of a face's codes: of number k in the lower half of byte k, of number k + 64 in its upper half.
using FineCodes = std::array<std::uint8_t, Embedding::kSize / 2>;

/// Returns the byte of a group that holds the upper bits of number `k` of the face `face`.
constexpr std::size_t coarse_place(std::size_t face, std::size_t k) {
  return (k / kCoarseTogether * kCodeGroup + face) * kCodesTogether + k % kCodesTogether;
}

inline constexpr float kMiddle = 7.5F;  ///< of what the lower bits can be

/// Returns what a code with these upper bits is taken for: the middle of the sixteen that it can be.
constexpr float middle_of(int upper) {
  return 16 * static_cast<float>(upper) - kRaised + kMiddle;
}

/// Puts the face into its group, and what the group leaves out into `fine`.
void put_coarsely(const FaceCode& face, std::size_t place, CoarseGroup& group, FineCodes& fine);
/// Returns how far a face's code is from its coarse code (L2).
float coarse_error_of(float step, const FineCodes& fine);
/// Returns the face's codes from both halves.
std::array<std::int8_t, Embedding::kSize> whole_codes(const CoarseGroup& group, std::size_t place,
                                                      const FineCodes& fine);

}  // namespace facefs
