// SPDX-License-Identifier: Apache-2.0
// Roots, and disks mounted below them, that are away. Nothing at or below them counts as gone.
//
// An unplugged disk leaves nothing, or a bare folder where it was mounted. Neither means that its photos are deleted.
// On the event loop's thread alone.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "index/storage/gallery.h"
#include "system/photo_folders.h"

namespace facefs {

class AwayFolders {
 public:
  enum class News : std::uint8_t { is_away, is_back };

  AwayFolders(const Gallery& gallery, const PhotoFolders& folders, std::function<void(News)> tell)
      : gallery_(gallery), folders_(folders), tell_(std::move(tell)) {}

  const std::set<std::string>& all() const { return away_; }
  bool holds(const std::string& folder) const { return away_.contains(folder); }
  /// Whether that path is at or below a folder that is known to be away.
  bool covers(const std::string& path) const;

  /// Looks at the path's root first, and notes if it is away. Then as `covers`.
  bool is_away(const std::string& path);
  /// Looks whether a root or mount is there to be scanned, and notes either way.
  bool is_there(const std::string& folder);
  /// Notes that a disk was mounted there and is not any more. A folder without known photos is no loss.
  void was_unmounted(const std::string& folder);
  /// Notes that a disk which was mounted there before the start is missing.
  void is_missing(const std::string& folder);
  /// Takes the user's word that a folder, and those below it, are gone for good. Returns those that were away.
  std::set<std::string> accept(const std::string& folder);

 private:
  bool root_is_away(const std::string& root) const;
  void went_away(const std::string& folder);

  const Gallery& gallery_;
  const PhotoFolders& folders_;
  std::function<void(News)> tell_;
  std::set<std::string> away_;
};

}  // namespace facefs
