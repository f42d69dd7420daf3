// SPDX-License-Identifier: Apache-2.0
// The base of every writer of an update: its transaction, the tables, and the notes of what the change leads to.
//
// Writers are small and copied freely; they live no longer than their update. The writer's thread alone.
#pragma once

#include <string>
#include <vector>

#include "index/storage/update.h"
#include "index/values/record_bytes.h"
#include "index/values/records.h"

namespace facefs {

class TableWriter {
 protected:
  explicit TableWriter(Update& update) : update_(update) {}

  Update& update() const { return update_; }
  const std::vector<std::string>& roots() const { return update_.gallery_.roots(); }
  lmdb::WriteTxn& txn() const { return *update_.txn_; }
  const Tables& tables() const { return update_.store_->tables(); }
  TreeChanges& changes() const { return update_.changes_; }
  Outdated& outdated() const { return update_.outdated_; }

  template <typename Record>
  void put(lmdb::Table table, const std::string& key, const Record& record) const {
    txn().put(table, key, encoded(record));
  }

 private:
  Update& update_;
};

}  // namespace facefs
