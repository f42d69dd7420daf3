// SPDX-License-Identifier: Apache-2.0
#include "models/unreadable.h"

#include <array>

namespace facefs {
namespace {

constexpr std::array<std::string_view, kReasons> kNames = {"empty",       "not-an-image",  "truncated",  "too-large",
                                                           "unsupported", "no-permission", "read-error", "too-slow",
                                                           "crashed",     "changing",      "killed"};

}  // namespace

std::string_view name_of(Reason reason) {
  return kNames.at(static_cast<std::size_t>(reason));
}

bool may_pass(Reason reason) {
  return reason == Reason::killed || reason == Reason::read_error;
}

}  // namespace facefs
