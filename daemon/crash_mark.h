// SPDX-License-Identifier: Apache-2.0
// A crash on a bad memory access, or a failed assertion, leaves a mark. LMDB trusts its file: a flipped bit in one of
// its pages can end the process instead of being told. So after such a crash the gallery is made again around its faces
// at the next start, and where that crashes as well, from nothing: no damage may keep facefs from starting for ever.
#pragma once

#include <filesystem>

namespace facefs::crash_mark {

/// From here on; once a process.
void watch(const std::filesystem::path& data);

/// How many such crashes there were since `clear`.
std::uintmax_t count(const std::filesystem::path& data);

void clear(const std::filesystem::path& data);

}  // namespace facefs::crash_mark
