// SPDX-License-Identifier: Apache-2.0
#include "daemon/unread_files.h"

#include <utility>

#include "system/path_parts.h"

namespace facefs {

bool UnreadFiles::found(const std::string& path, FileKind kind) {
  const std::size_t name = std::hash<std::string>{}(name_part(path));
  if (kind != FileKind::unknown && !is_read(kind)) {
    FileKind& known = in_[folder_part(path)][name];
    return std::exchange(known, kind) != kind;
  }
  const auto folder = in_.find(folder_part(path));
  return folder != in_.end() && folder->second.erase(name) > 0;
}

void UnreadFiles::folder_gone(const std::string& folder) {
  in_.erase(folder);
  const auto first = in_.lower_bound(folder + "/");
  auto last = first;
  while (last != in_.end() && is_below(last->first, folder)) ++last;
  in_.erase(first, last);
}

std::map<std::string, std::size_t> UnreadFiles::counts() const {
  std::map<std::string, std::size_t> counts;
  for (const auto& [folder, names] : in_)
    for (const auto& [name, kind] : names) ++counts[std::string(name_of(kind))];
  return counts;
}

}  // namespace facefs
