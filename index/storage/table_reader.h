// SPDX-License-Identifier: Apache-2.0
// The base of every reader of a snapshot: the tables of that moment, and their records as values.
//
// Readers are small and copied freely; they live no longer than their snapshot. A damaged record on which others rest
// (a photo, an image, a person) throws BadRecord. Any other damaged record counts as absent. It is made again when its
// source is next looked at.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "index/storage/snapshot.h"
#include "index/values/record_bytes.h"
#include "index/values/record_codec.h"
#include "index/values/records.h"

namespace facefs {

class TableReader {
 protected:
  explicit TableReader(const Snapshot& snapshot) : snapshot_(snapshot) {}

  const Snapshot& snapshot() const { return snapshot_; }
  const lmdb::ReadTxn& txn() const { return *snapshot_.txn_; }
  const Tables& tables() const { return snapshot_.store_->tables(); }

  /// Returns the record; nothing where there is none, or a damaged one.
  template <typename Record>
  std::optional<Record> record(lmdb::Table table, std::string_view key) const {
    const auto bytes = txn().get(table, key);
    return bytes ? decoded<Record>(*bytes) : std::nullopt;
  }

  /// Returns the record; nothing where there is none. Throws BadRecord where it is damaged.
  template <typename Record>
  std::optional<Record> whole_record(lmdb::Table table, std::string_view key) const {
    const auto bytes = txn().get(table, key);
    return bytes ? std::optional<Record>(whole<Record>(*bytes)) : std::nullopt;
  }

  template <typename Record>
  static Record whole(lmdb::Bytes bytes) {
    if (auto record = decoded<Record>(bytes)) return std::move(*record);
    throw BadRecord("a record of the gallery is damaged");
  }

 private:
  const Snapshot& snapshot_;
};

}  // namespace facefs
