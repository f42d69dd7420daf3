// SPDX-License-Identifier: Apache-2.0
#include "index/storage/reference_tables.h"

#include <vector>

#include "index/storage/folder_tables.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/values/keys.h"

namespace facefs {

void ReferenceTables::put(PersonId id, const std::string& file, const ReferenceRecord& record) {
  const auto before = References(update()).find(id, file);
  const bool was_shown = People(update()).is_shown(id);
  TableWriter::put(tables().reference, key_of(id) + file, record);
  FolderTables(update()).note_if_shown_otherwise(id, was_shown);
  if (before && before->content != record.content) erase_unused_reading(before->content);
}

void ReferenceTables::erase(PersonId id, const std::string& file) {
  const auto before = References(update()).find(id, file);
  if (!before) return;
  const bool was_shown = People(update()).is_shown(id);
  txn().erase(tables().reference, key_of(id) + file);
  erase_unused_reading(before->content);
  FolderTables(update()).note_if_shown_otherwise(id, was_shown);
}

void ReferenceTables::erase_all_of(PersonId id) {
  const std::vector<Reference> references = References(update()).of(id);
  if (!references.empty()) outdated().people = true;
  for (const Reference& reference : references) erase(id, reference.file);
  erase_below(tables().reference, key_of(id));  // damaged ones
  erase_below(tables().reference_file, key_of(id));
}

void ReferenceTables::erase_below(lmdb::Table table, const std::string& prefix) {
  std::vector<std::string> keys;
  txn().each(table, prefix, [&](lmdb::Bytes key, lmdb::Bytes) {
    keys.emplace_back(key);
    return true;
  });
  for (const std::string& key : keys) txn().erase(table, key);
}

/// Erases a reading that no reference needs any more: there is no reason to keep its faces.
void ReferenceTables::erase_unused_reading(const ContentHash& content) {
  bool used = false;
  txn().each(tables().reference, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto other = decoded<ReferenceRecord>(value);
    used = other && other->content == content;
    return !used;
  });
  if (!used) txn().erase(tables().reading, key_of(content));
}

void ReferenceTables::put_file(PersonId id, const std::string& file, const ReferenceFileRecord& record) {
  TableWriter::put(tables().reference_file, key_of(id) + file, record);
}

void ReferenceTables::erase_file(PersonId id, const std::string& file) {
  txn().erase(tables().reference_file, key_of(id) + file);
}

void ReferenceTables::put_reading(const ContentHash& content, const ReferenceReading& reading) {
  TableWriter::put(tables().reading, key_of(content), reading);
}

}  // namespace facefs
