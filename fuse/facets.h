// SPDX-License-Identifier: Apache-2.0
// The facets of a person's folder, as named folders (fuse/named_folders.h).
#pragma once

#include <string>
#include <string_view>

#include "index/decisions/decision_log.h"

namespace facefs {

inline constexpr std::string_view kFacetPrefix = "facet ";
/// Photos by the year in which they were taken; where that is not known, by their file's time in the local calendar.
inline constexpr std::string_view kByYear = "by-year";
inline constexpr std::string_view kWith = "with";
inline constexpr std::string_view kByFolder = "by-folder";

bool is_facet(std::string_view name);
std::string facet_text(PersonId person, std::string_view facet);

}  // namespace facefs
