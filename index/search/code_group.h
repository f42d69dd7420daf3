// SPDX-License-Identifier: Apache-2.0
// The inner loop of every search among stored faces: how far a face is from sixteen others by their leading codes.
//
// A group has the first four numbers of each face, then the next four, and so on, each raised by 128 so that it is a
// byte without a sign: what AVX-512's VNNI multiplies in one instruction. AVX2 and plain C++ follow the same order;
// which is taken is found out once, and all say the same but for a float's last bits. All that a search reads of a
// group lies in a row, and few instructions are between two groups: memory is what it waits for. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "index/search/face_code.h"

namespace facefs {

inline constexpr std::size_t kCodeGroup = 16;     ///< faces
inline constexpr std::size_t kCodesTogether = 4;  ///< numbers of one face that stand side by side
inline constexpr std::uint8_t kRaised = 128;      ///< what stands for 0

struct CodeGroup {
  std::array<float, kCodeGroup> steps;
  std::array<float, kCodeGroup> squares;  ///< of the leading codes; infinite where there is no face
  std::array<std::uint8_t, kCodeGroup * kLeadingCodes> codes;
};

/// Where number `k` of a group's face `face` stands in its codes.
constexpr std::size_t place_in_group(std::size_t face, std::size_t k) {
  return (k / kCodesTogether * kCodeGroup + face) * kCodesTogether + k % kCodesTogether;
}

/// For `count` groups one after another: the squared distances by the leading codes, sixteen a group, and a bit for
/// each face whose is at most `limit`, sixteen a group.
struct LeadingDistances {
  using Run = void (*)(const CodeQuery& query, const CodeGroup* groups, std::size_t count, float limit, float* squares,
                       std::uint16_t* within);
  const char* name;
  Run run;
};
LeadingDistances plain_leading_distances();
std::optional<LeadingDistances> avx2_leading_distances();         ///< nothing where the processor has none
std::optional<LeadingDistances> avx512_vnni_leading_distances();  ///< likewise

/// The fastest that this processor runs.
const LeadingDistances& leading_distances();

}  // namespace facefs
