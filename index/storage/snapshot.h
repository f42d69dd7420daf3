// SPDX-License-Identifier: Apache-2.0
// One moment of the gallery: a read transaction. Its readers answer questions about that moment: Photos, Paths, Images,
// Faces, Clusters, Decisions, People, References, Pins and Folders (a header each, beside this one).
//
// Takes under a microsecond to open. Hold it for a moment only: LMDB keeps the pages of its moment as long as it is
// held. Any thread; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "index/storage/gallery.h"

namespace facefs {

class Snapshot {
 public:
  explicit Snapshot(const Gallery& gallery);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  /// Identifies a moment of the gallery: two snapshots with the same one see the same.
  struct Moment {
    std::uint64_t store = 0;
    std::size_t commit = 0;
    bool operator==(const Moment&) const = default;
  };
  Moment moment() const { return {store_->id(), txn_->commit_id()}; }

  /// Returns the number that is kept under that name; 0 where it was never set. Throws BadRecord where it is damaged.
  std::uint64_t counter(std::string_view name) const;
  /// Returns the text that is kept under that name; empty where it was never set. Throws BadRecord where it is damaged.
  std::string text(std::string_view name) const;
  /// Throws BadRecord where a table has another number of entries than was counted while it was filled. Costs nothing.
  void check_counts() const;

 private:
  friend class TableReader;
  friend class Update;
  Snapshot(std::shared_ptr<Store> store, std::shared_ptr<const lmdb::ReadTxn> txn);

  std::shared_ptr<Store> store_;
  std::shared_ptr<const lmdb::ReadTxn> txn_;
};

}  // namespace facefs
