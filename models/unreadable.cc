// SPDX-License-Identifier: Apache-2.0
#include "models/unreadable.h"

#include <array>

namespace facefs {
namespace {

constexpr std::array<std::string_view, 10> kNames = {"empty",       "not-an-image",  "truncated",  "too-large",
                                                     "unsupported", "no-permission", "read-error", "too-slow",
                                                     "crashed",     "changing"};

}  // namespace

std::string_view name_of(Reason reason) {
  return kNames.at(static_cast<std::size_t>(reason));
}

}  // namespace facefs
