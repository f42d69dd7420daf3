// SPDX-License-Identifier: Apache-2.0
#include "index/values/records.h"

namespace facefs {

std::string_view name_of(EnrolVerdict verdict) {
  constexpr std::array<std::string_view, 7> kNames = {"waiting",   "used",          "no-face",    "several-faces",
                                                      "too-small", "unlike-others", "not-a-photo"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

}  // namespace facefs
