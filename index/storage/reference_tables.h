// SPDX-License-Identifier: Apache-2.0
// Writes references: the verdict on each one, its file, and what was read in it.
#pragma once

#include <string>

#include "index/storage/table_writer.h"

namespace facefs {

class ReferenceTables : TableWriter {
 public:
  explicit ReferenceTables(Update& update) : TableWriter(update) {}

  void put(PersonId id, const std::string& file, const ReferenceRecord& record);
  void erase(PersonId id, const std::string& file);
  /// Erases all references of that person, damaged ones too, with their files' records.
  void erase_all_of(PersonId id);
  void put_file(PersonId id, const std::string& file, const ReferenceFileRecord& record);
  void erase_file(PersonId id, const std::string& file);
  void put_reading(const ContentHash& content, const ReferenceReading& reading);

 private:
  void erase_below(lmdb::Table table, const std::string& prefix);
  void erase_unused_reading(const ContentHash& content);
};

}  // namespace facefs
