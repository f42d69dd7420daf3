// SPDX-License-Identifier: Apache-2.0
// One moment of the gallery: a read transaction. Its readers answer questions about that moment: Photos, Paths, Images,
// Faces, Clusters, Decisions, People, References, Pins and Folders (a header each, beside this one).
//
// Takes under a microsecond to open. Hold it for a moment only: LMDB keeps the pages of that moment as long. Any
// thread; one thread at a time.
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

  /// Two snapshots of one moment see the same.
  struct Moment {
    std::uint64_t store = 0;
    std::size_t commit = 0;
    bool operator==(const Moment&) const = default;
  };
  Moment moment() const { return {store_->id(), txn_->commit_id()}; }

  /// Returns a number that is kept by name, 0 where it was never set. Throws BadRecord where it is damaged.
  std::uint64_t counter(std::string_view name) const;
  /// Likewise a text; empty where it was never set.
  std::string text(std::string_view name) const;
  /// Throws BadRecord where a table has not as many entries as were counted while it was filled. Costs nothing.
  void check_counts() const;

 private:
  friend class TableReader;
  friend class Update;
  Snapshot(std::shared_ptr<Store> store, std::shared_ptr<const lmdb::ReadTxn> txn);

  std::shared_ptr<Store> store_;
  std::shared_ptr<const lmdb::ReadTxn> txn_;
};

}  // namespace facefs
