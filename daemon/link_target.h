// SPDX-License-Identifier: Apache-2.0
// Where the links in a path lead, also when nothing is there any more: std::filesystem keeps such a link as it is.
// Reads the disk; any thread.
#pragma once

#include <filesystem>

namespace facefs {

/// Absolute and without dots. After forty links, as to the kernel, the next is kept.
inline std::filesystem::path followed(const std::filesystem::path& path, int links = 40) {
  std::filesystem::path led;
  for (const std::filesystem::path& part : std::filesystem::absolute(path).lexically_normal()) {
    if (part.empty()) continue;  // behind the last slash
    led /= part;
    std::error_code none;
    if (links > 0 && std::filesystem::is_symlink(led, none))
      led = followed(led.parent_path() / std::filesystem::read_symlink(led), --links);
  }
  return led.lexically_normal();
}

}  // namespace facefs
