// SPDX-License-Identifier: Apache-2.0
// The ways to compute how far a face is from sixteen others: by AVX-512's VNNI, by AVX2, or by plain C++.
//
// There is a set of them for each kind of group (index/search/code_group.h, index/search/coarse_distances.h). All of a
// set give the same results, except for a float's last bits. Which one runs is decided once. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "index/search/face_code.h"

namespace facefs {

/// One way. `run` takes `count` groups in a row. It writes the squared distances by the groups' codes to `squares`,
/// sixteen a group. It sets a bit in `within` for each face whose squared distance is at most its one in `limits`.
template <class Group>
struct GroupDistances {
  using Run = void (*)(const CodeQuery& query, const Group* groups, std::size_t count, const float* limits,
                       float* squares, std::uint16_t* within);
  std::string_view name;
  Run run;
};

inline constexpr std::string_view kPlain = "plain";
inline constexpr std::string_view kAvx2 = "avx2";
inline constexpr std::string_view kAvx512Vnni = "avx512-vnni";

/// A set of ways; nullptr where this program has none for its kind of processor.
template <class Group>
struct DistanceWays {
  typename GroupDistances<Group>::Run plain;
  typename GroupDistances<Group>::Run avx2 = nullptr;
  typename GroupDistances<Group>::Run avx512_vnni = nullptr;

  /// Returns the way of that name; nothing where the processor cannot run it.
  std::optional<GroupDistances<Group>> named(std::string_view name) const;
  GroupDistances<Group> fastest() const {
    return named(kAvx512Vnni).value_or(named(kAvx2).value_or(GroupDistances<Group>{kPlain, plain}));
  }
};

/// Tells whether this processor has what the way of that name needs.
bool can_run(std::string_view name);

template <class Group>
std::optional<GroupDistances<Group>> DistanceWays<Group>::named(std::string_view name) const {
  const auto run = name == kAvx512Vnni ? avx512_vnni : name == kAvx2 ? avx2 : plain;
  return run && can_run(name) ? std::optional(GroupDistances<Group>{name, run}) : std::nullopt;
}

/// Asks for the group that is four places behind this one. It need not be there: a processor asks for any address.
template <class Group>
[[gnu::always_inline]] inline void ask_for_a_later_one(const Group* group) {
  constexpr std::size_t kPlaces = 4;
  const auto* later = reinterpret_cast<const char*>(group) + kPlaces * sizeof(Group);
  for (std::size_t line = 0; line < sizeof(Group); line += 64) __builtin_prefetch(later + line);
}

}  // namespace facefs
