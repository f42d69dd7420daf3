// SPDX-License-Identifier: Apache-2.0
#include "daemon/known_below.h"

#include "index/storage/paths.h"
#include "index/storage/snapshot.h"
#include "system/path_parts.h"

namespace facefs {

std::vector<Absences::Absent> folders_known_at(const Gallery& gallery, const std::string& folder) {
  std::vector<Absences::Absent> known;
  const Snapshot snapshot(gallery);
  Paths(snapshot).each_folder([&](FolderId id, std::string_view path) {
    if (!is_at_or_below(path, folder)) return;
    known.push_back({std::string(path), true, 0});
    Paths(snapshot).each_in(id, [&](const std::string&, const PathRecord&) { ++known.back().photos; });
  });
  return known;
}

std::uint64_t photos_known_at(const Gallery& gallery, const std::string& folder) {
  std::uint64_t count = 0;
  for (const Absences::Absent& known : folders_known_at(gallery, folder)) count += known.photos;
  return count;
}

}  // namespace facefs
