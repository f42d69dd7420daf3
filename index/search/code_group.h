// SPDX-License-Identifier: Apache-2.0
// The inner loop of every search among stored faces: how far a face is from sixteen others, by their leading codes.
//
// A group holds the first four numbers of each face, then the next four of each, and so on. Each number is raised by
// 128, which makes it a byte without a sign: AVX-512's VNNI multiplies such bytes in one instruction. AVX2 and plain
// C++ use the same order. Which of the three runs is decided once. All give the same results, except for a float's last
// bits.
//
// A search waits for memory most of all. So everything that it reads of a group lies in a row, few instructions are
// between two groups, and the group that is four places farther is asked for early, which helps where memory is slow.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "index/search/face_code.h"

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

/// Asks for the group that is four places behind this one. It need not be there: a processor asks for any address.
template <class Group>
[[gnu::always_inline]] inline void ask_for_a_later_one(const Group* group) {
  constexpr std::size_t kPlaces = 4;
  const auto* later = reinterpret_cast<const char*>(group) + kPlaces * sizeof(Group);
  for (std::size_t line = 0; line < sizeof(Group); line += 64) __builtin_prefetch(later + line);
}

/// One way to compute distances. `run` takes `count` groups in a row. It writes the squared distances by the leading
/// codes to `squares`, sixteen a group. It sets a bit in `within` for each face whose squared distance is at most its
/// one in `limits`.
struct LeadingDistances {
  using Run = void (*)(const CodeQuery& query, const CodeGroup* groups, std::size_t count, const float* limits,
                       float* squares, std::uint16_t* within);
  const char* name;
  Run run;
};
LeadingDistances plain_leading_distances();
std::optional<LeadingDistances> avx2_leading_distances();         ///< nothing where the processor has no AVX2
std::optional<LeadingDistances> avx512_vnni_leading_distances();  ///< nothing where the processor has no VNNI

/// Returns the fastest way that this processor can run.
const LeadingDistances& leading_distances();

}  // namespace facefs
