// SPDX-License-Identifier: Apache-2.0
// What matching says of a face: who it is, how near, who comes next, and which rule decided.
#pragma once

#include <string_view>

#include "index/values/ids.h"

namespace facefs {

enum class Verdict : std::uint8_t { nobody, maybe, certain };
inline constexpr std::uint8_t kVerdicts = static_cast<std::uint8_t>(Verdict::certain) + 1;

/// The case that decided; `explain` shows it.
enum class Rule : std::uint8_t {
  none,         ///< nobody is near enough to have a say, or the face is too small to tell
  bands,        ///< thresholds from the library's own scale
  bands_fixed,  ///< the library is still too small to have a scale
  vote,         ///< references within the threshold vote
  decision,     ///< the user said so
};
inline constexpr std::uint8_t kRules = static_cast<std::uint8_t>(Rule::decision) + 1;

struct Match {
  Verdict verdict = Verdict::nobody;
  Rule rule = Rule::none;
  /// The nearest person, even when the verdict is nobody, and the next nearest. The gallery keeps both only where they
  /// have a say (index/faces/matcher.h).
  PersonId person = kNobody;
  PersonId runner_up = kNobody;
  float distance = 0;  ///< to `person`; meaningless while that is kNobody
  float runner_up_distance = 0;
  bool operator==(const Match&) const = default;
};

std::string_view name_of(Verdict verdict);
std::string_view name_of(Rule rule);

}  // namespace facefs
