// SPDX-License-Identifier: Apache-2.0
#include "daemon/away_folders.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "daemon/known_below.h"
#include "fuse/mount_table.h"
#include "system/path_parts.h"

namespace facefs {
namespace {

/// What a disk has that holds no photos, and what lies in a mount point by itself.
bool says_nothing(const std::string& name) {
  static constexpr std::array<std::string_view, 4> kNames = {"lost+found", "System Volume Information", "$RECYCLE.BIN",
                                                             "RECYCLER"};
  return name.starts_with('.') || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// A root that may not be listed is not bare: what is in it is there, but cannot be seen.
bool is_bare(const PhotoFolders& folders, const std::string& root) {
  bool is_bare = true;
  const int error =
      folders.each_entry(root, [&](const FolderEntry& entry) { is_bare = is_bare && says_nothing(entry.name); });
  return is_bare && error != EACCES;
}

bool is_mounted(const std::string& folder) {
  return mount_at(mount_table(), folder).has_value();
}

}  // namespace

bool AwayFolders::covers(const std::string& path) const {
  return std::any_of(away_.begin(), away_.end(), [&](const auto& folder) { return is_at_or_below(path, folder); });
}

/// A root that was emptied by hand while facefs watched has been told file by file: then the gallery knows no photo.
bool AwayFolders::root_is_away(const std::string& root) const {
  if (folders_.is_hidden(root)) return false;  // a folder above it may not be entered
  return !folders_.is_folder(root) || (is_bare(folders_, root) && photos_known_at(gallery_, root) > 0);
}

bool AwayFolders::is_away(const std::string& path) {
  for (const std::string& root : folders_.roots())
    if (is_at_or_below(path, root) && !away_.contains(root) && root_is_away(root)) went_away(root);
  return covers(path);
}

bool AwayFolders::is_there(const std::string& folder) {
  if (folders_.is_root(folder) ? root_is_away(folder) : away_.contains(folder) && !is_mounted(folder)) {
    went_away(folder);
    return false;
  }
  if (away_.erase(folder) > 0) tell_(News::is_back);
  return true;
}

void AwayFolders::went_away(const std::string& folder) {
  if (away_.insert(folder).second) tell_(News::is_away);
}

void AwayFolders::was_unmounted(const std::string& folder) {
  if (photos_known_at(gallery_, folder) > 0 && !is_mounted(folder)) went_away(folder);
}

void AwayFolders::is_missing(const std::string& folder) {
  if (photos_known_at(gallery_, folder) > 0) went_away(folder);
}

std::set<std::string> AwayFolders::accept(const std::string& folder) {
  std::set<std::string> accepted;
  for (const std::string& away : away_)
    if (is_at_or_below(away, folder)) accepted.insert(away);
  for (const std::string& away : accepted) away_.erase(away);
  return accepted;
}

}  // namespace facefs
