// SPDX-License-Identifier: Apache-2.0
// Where the links in a path lead, also when nothing is there any more: std::filesystem keeps such a link as it is.
// Reads the disk; any thread.
#pragma once

#include <filesystem>

namespace facefs {

/// Absolute, as the kernel goes: ".." leaves the folder that a link led to. After forty links the next ones are kept.
std::filesystem::path followed(const std::filesystem::path& path);

}  // namespace facefs
