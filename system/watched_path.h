// SPDX-License-Identifier: Apache-2.0
// Small questions about the path of something that is watched.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace facefs {

inline bool path_exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

/// It stands in a folder that may not be entered: nobody can say whether it is there.
inline bool is_hidden_from_us(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) != 0 && errno == EACCES;
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
