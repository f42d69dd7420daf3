// SPDX-License-Identifier: Apache-2.0
// Reads references: the photos in a person's folder of enroll/, what each one is called, and the face that it teaches.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

struct Reference {
  std::string file;
  ReferenceRecord record;
};

class References : TableReader {
 public:
  explicit References(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::vector<Reference> of(PersonId id) const;
  bool any_of(PersonId id) const;  ///< true also where the reference is damaged
  std::optional<ReferenceRecord> find(PersonId id, std::string_view file) const;

  /// Returns the files' records by the files' names on the disk.
  std::map<std::string, ReferenceFileRecord> files_of(PersonId id) const;
  std::optional<ReferenceFileRecord> file(PersonId id, std::string_view file) const;

  std::optional<ReferenceReading> reading(const ContentHash& content) const;
  /// Returns the face that the reference teaches; nothing where it teaches none.
  std::optional<Embedding> face_of(const ReferenceRecord& reference) const;
  std::vector<Embedding> faces_of(PersonId id) const;
};

}  // namespace facefs
