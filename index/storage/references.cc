// SPDX-License-Identifier: Apache-2.0
#include "index/storage/references.h"

#include "index/storage/foreign_faces.h"
#include "index/values/keys.h"

namespace facefs {

std::vector<Reference> References::of(PersonId id) const {
  std::vector<Reference> references;
  txn().each(tables().reference, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (auto known = decoded<ReferenceRecord>(value))
      references.push_back({std::string(key.substr(kIdBytes)), std::move(*known)});
    return true;
  });
  return references;
}

bool References::any_of(PersonId id) const {
  bool any = false;
  txn().each(tables().reference, key_of(id), [&](lmdb::Bytes, lmdb::Bytes) {
    any = true;
    return false;
  });
  return any;
}

std::optional<ReferenceRecord> References::find(PersonId id, std::string_view file) const {
  return record<ReferenceRecord>(tables().reference, key_of(id) + std::string(file));
}

std::map<std::string, ReferenceFileRecord> References::files_of(PersonId id) const {
  std::map<std::string, ReferenceFileRecord> files;
  txn().each(tables().reference_file, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (auto known = decoded<ReferenceFileRecord>(value))
      files.emplace(std::string(key.substr(kIdBytes)), std::move(*known));
    return true;
  });
  return files;
}

std::optional<ReferenceFileRecord> References::file(PersonId id, std::string_view file) const {
  return record<ReferenceFileRecord>(tables().reference_file, key_of(id) + std::string(file));
}

std::optional<ReferenceReading> References::reading(const ContentHash& content) const {
  return record<ReferenceReading>(tables().reading, key_of(content));
}

std::optional<Embedding> References::face_of(const ReferenceRecord& reference) const {
  if (reference.verdict != EnrolVerdict::used) return std::nullopt;
  const auto read = reading(reference.content);
  if (!read || reference.face >= read->faces.size() || ForeignFaces(snapshot()).is_foreign(*read)) return std::nullopt;
  return read->faces[reference.face].embedding;
}

std::vector<Embedding> References::faces_of(PersonId id) const {
  std::vector<Embedding> embeddings;
  for (const Reference& reference : of(id))
    if (const auto face = face_of(reference.record)) embeddings.push_back(*face);
  return embeddings;
}

}  // namespace facefs
