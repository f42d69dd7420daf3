// SPDX-License-Identifier: Apache-2.0
// Writes what the mount's folders list: photos, and people where they are shown. Each change of a listing raises the
// folder's version and is noted for the kernel.
#pragma once

#include <set>
#include <string>

#include "index/storage/table_writer.h"

namespace facefs {

class FolderTables : TableWriter {
 public:
  explicit FolderTables(Update& update) : TableWriter(update) {}

  /// Puts the photo into exactly these folders.
  void set_folders_of(PhotoId photo, const std::set<FolderKey>& wanted);

  /// Notes that the folder's listing has changed, and adds `entries` to its count.
  void touch(const FolderKey& folder, int entries);
  /// Notes that the person is now shown, or is not any more, where that differs from `was_shown`. A person comes into
  /// the root, people/ and maybe/ with the first reference or photo, and leaves with the last.
  void note_if_shown_otherwise(PersonId id, bool was_shown);
  void note_shown(TreeChange::Kind kind, PersonId id, const std::string& name);

 private:
  void put_into(const FolderKey& folder, PhotoId id, const std::string& name);
  void take_from(const FolderKey& folder, PhotoId id, const std::string& name);
  void note_cluster(const FolderKey& folder, bool appeared);
  void set_cluster_time(const FolderKey& folder, std::uint64_t came, std::uint64_t went);
};

}  // namespace facefs
