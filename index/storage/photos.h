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
  std::uint32_t folders = 0;  ///< how many show it: its hard links
};

class Photos : TableReader {
 public:
  explicit Photos(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<PhotoRecord> find(PhotoId id) const;
  /// Returns the photo's record. Throws BadRecord where there is none: the number is from another table of this
  /// gallery.
  PhotoRecord get(PhotoId id) const;
  std::optional<ListedPhoto> find_listed(PhotoId id) const;
  ListedPhoto get_listed(PhotoId id) const;

  std::optional<PhotoId> with(const ContentHash& content) const;
  /// Tells whether there is a photo of that content; true also where its record is damaged. Work with the photo then
  /// meets the damage.
  bool holds(const ContentHash& content) const;
  /// Finds the photo that is shown under that name.
  std::optional<PhotoId> named(std::string_view display_name) const;

  std::vector<FilePlace> places_of(PhotoId id) const;
  /// Returns, for each folder that holds the photo, the place that comes first by name. Does not read all places: a
  /// folder may hold thousands.
  std::vector<FilePlace> first_places_of(PhotoId id) const;
  /// Returns the mount's folders that show the photo.
  std::set<FolderKey> folders_of(PhotoId id) const;
};

}  // namespace facefs
