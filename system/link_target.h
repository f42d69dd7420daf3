// SPDX-License-Identifier: Apache-2.0
// Resolves the links in a path, even where their target no longer exists: std::filesystem keeps such a link as it is.
// Reads the disk; any thread.
#pragma once

#include <filesystem>

namespace facefs {

/// Returns the absolute path that `path` leads to. Resolves it as the kernel does: ".." leaves the folder that a link
/// led to. Keeps links as they are after the first forty.
std::filesystem::path followed(const std::filesystem::path& path);

}  // namespace facefs
