// SPDX-License-Identifier: Apache-2.0
// Small questions about the path of something that is watched.
#pragma once

#include <unistd.h>

#include <string>
#include <string_view>

namespace facefs {

inline bool path_exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

inline bool is_below(std::string_view path, const std::string& folder) {
  return path.starts_with(folder + "/");
}

inline std::string folder_part(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}
inline std::string name_part(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace facefs
