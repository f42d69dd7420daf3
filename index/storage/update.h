// SPDX-License-Identifier: Apache-2.0
// A change of the gallery: a write transaction and the snapshot that sees its changes. Aborted unless committed.
//
// Readers (index/storage/snapshot.h) read an update as they read a snapshot. The tables are changed by the writers,
// which keep each table in step with the others: PhotoTables, PathTables, FaceTables, ClusterTables, FolderTables,
// PeopleTables, ReferenceTables, DecisionTables and PinTables. The writer's thread alone.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index/storage/snapshot.h"
#include "index/storage/tree_change.h"

namespace facefs {

/// What an update has made outdated: results of matching and grouping that were right before it.
struct Outdated {
  std::set<ImageKey> images;  ///< the user said something else of their faces: match them before the commit
  bool people = false;        ///< a person's references changed: match again the faces that this concerns
  std::set<FaceId> faces;     ///< they became unknown or ceased to be: group the faces around them again
};

class Update {
 public:
  explicit Update(const Gallery& gallery);
  Update(const Update&) = delete;
  Update& operator=(const Update&) = delete;

  const Snapshot& snapshot() const { return snapshot_; }
  operator const Snapshot&() const { return snapshot_; }
  void commit();

  void set_counter(std::string_view name, std::uint64_t value);
  void add_to_counter(std::string_view name, std::int64_t difference);
  void set_text(std::string_view name, std::string_view value);

  /// Returns what became different in the tree, for the kernel.
  const std::vector<TreeChange>& changes() const { return changes_.all(); }
  const Outdated& outdated() const { return outdated_; }

 private:
  friend class TableWriter;

  const Gallery& gallery_;
  std::shared_ptr<Store> store_;
  std::shared_ptr<lmdb::WriteTxn> txn_;
  Snapshot snapshot_;
  TreeChanges changes_;
  Outdated outdated_;
};

}  // namespace facefs
