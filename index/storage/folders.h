// SPDX-License-Identifier: Apache-2.0
// Reads the mount's folders: which photos each one lists, and when its listing last changed.
#pragma once

#include <vector>

#include "index/storage/photos.h"
#include "index/storage/table_reader.h"
#include "index/storage/tree_change.h"

namespace facefs {

class Folders : TableReader {
 public:
  explicit Folders(const Snapshot& snapshot) : TableReader(snapshot) {}

  bool shows(const FolderKey& folder, PhotoId photo) const;
  std::vector<ListedPhoto> photos_in(const FolderKey& folder) const;
  std::vector<PhotoId> photo_ids_in(const FolderKey& folder) const;  ///< ascending
  FolderState state_of(const FolderKey& folder) const;
  /// Returns every photo and every person in the tree, each as an entry that has left it. Skips damaged records.
  std::vector<TreeChange> everything_gone() const;
};

}  // namespace facefs
