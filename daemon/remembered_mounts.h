// SPDX-License-Identifier: Apache-2.0
// Disks that were mounted below a root, as the gallery keeps them over a restart (meta `mounts_below`), so that one
// that is missing at the next start is away and not emptied. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace facefs {

std::string text_of_mounts(const std::set<std::string>& mount_points);
/// Nothing where the text is damaged: then what is missing is held back by its number alone (daemon/absences.h).
std::set<std::string> mounts_in_text(std::string_view text);

}  // namespace facefs
