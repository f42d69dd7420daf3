// SPDX-License-Identifier: Apache-2.0
// Leaves a mark in the data folder when facefsd crashes on a bad memory access or a failed assertion.
//
// LMDB trusts its file: a flipped bit in one of its pages can end the process instead of being reported. So the next
// start after such a crash makes the gallery again around its faces. If that crashes as well, the start after it makes
// the gallery from nothing: no damage may keep facefs from starting for ever.
#pragma once

#include <filesystem>

namespace facefs::crash_mark {

/// Leaves a mark at each such crash from now on. Called once in a process.
void watch(const std::filesystem::path& data);

/// Returns how many such crashes there were since `clear`.
std::uintmax_t count(const std::filesystem::path& data);

void clear(const std::filesystem::path& data);

}  // namespace facefs::crash_mark
