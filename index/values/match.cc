// SPDX-License-Identifier: Apache-2.0
#include "index/values/match.h"

#include <array>

namespace facefs {

std::string_view name_of(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kNames = {"nobody", "maybe", "certain"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

std::string_view name_of(Rule rule) {
  constexpr std::array<std::string_view, 5> kNames = {"none", "bands", "bands-fixed", "vote", "decision"};
  return kNames.at(static_cast<std::size_t>(rule));
}

}  // namespace facefs
