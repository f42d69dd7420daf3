// SPDX-License-Identifier: Apache-2.0
// Reads photos: one for each content that was ever seen, wherever its files are.
#pragma once

#include <set>
#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

struct ListedPhoto {
  PhotoId id = kNoPhoto;
  PhotoRecord record;
  std::uint32_t folders = 0;  ///< that show it: its hard links
};

class Photos : TableReader {
 public:
  explicit Photos(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<PhotoRecord> find(PhotoId id) const;
  /// Throws BadRecord where there is none: the number is from another table of this gallery.
  PhotoRecord get(PhotoId id) const;
  std::optional<ListedPhoto> find_listed(PhotoId id) const;
  ListedPhoto get_listed(PhotoId id) const;

  std::optional<PhotoId> with(const ContentHash& content) const;
  /// True also where its record is damaged: whoever then works with it meets the damage.
  bool holds(const ContentHash& content) const;
  /// Finds the photo that is shown under that name.
  std::optional<PhotoId> named(std::string_view display_name) const;

  std::vector<FilePlace> places_of(PhotoId id) const;
  /// Returns, of each folder that holds the photo, the place that comes first by name. It does not read all of them: a
  /// folder may hold thousands.
  std::vector<FilePlace> first_places_of(PhotoId id) const;
  /// Returns the mount's folders that show it.
  std::set<FolderKey> folders_of(PhotoId id) const;
};

}  // namespace facefs
