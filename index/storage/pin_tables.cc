// SPDX-License-Identifier: Apache-2.0
#include "index/storage/pin_tables.h"

#include "index/storage/folder_tables.h"

namespace facefs {

void PinTables::put(const std::string& name, const std::string& query) {
  const FolderKey together{FolderKey::Kind::together};
  const bool is_new = !txn().get(tables().pin, name);
  txn().put(tables().pin, name, query);
  changes().note(TreeChange::Kind::appeared, together, name);
  FolderTables(update()).touch(together, is_new ? 1 : 0);
}

void PinTables::erase(const std::string& name) {
  if (!txn().erase(tables().pin, name)) return;
  const FolderKey together{FolderKey::Kind::together};
  changes().note(TreeChange::Kind::left, together, name);
  FolderTables(update()).touch(together, -1);
}

}  // namespace facefs
