// SPDX-License-Identifier: Apache-2.0
// The disks that are mounted below a root, as a text that the gallery keeps over a restart (meta `mounts_below`). A
// disk that is missing at the next start then counts as away, and not as emptied. Pure.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace facefs {

std::string text_of_mounts(const std::set<std::string>& mount_points);
/// Returns the mount points; none if the text is damaged. Then missing photos are held back by their number alone
/// (daemon/absences.h).
std::set<std::string> mounts_in_text(std::string_view text);

}  // namespace facefs
