// SPDX-License-Identifier: Apache-2.0
// Takes a path apart as text, without asking the disk.
#pragma once

#include <string>
#include <string_view>

namespace facefs {

inline bool is_below(std::string_view path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

inline bool is_at_or_below(std::string_view path, const std::string& folder) {
  return path == folder || is_below(path, folder);
}

inline std::string folder_part(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}
inline std::string name_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace facefs
