// SPDX-License-Identifier: Apache-2.0
#include "index/storage/faces.h"

#include "index/storage/foreign_faces.h"
#include "index/values/keys.h"

namespace facefs {

std::optional<FaceRecord> Faces::find(FaceId id) const {
  return record<FaceRecord>(tables().face, key_of(id));
}

void Faces::each(FaceId from, const std::function<bool(FaceId, const FaceRecord&)>& visit) const {
  txn().each(
      tables().face, {},
      [&](lmdb::Bytes key, lmdb::Bytes value) {
        const auto known = decoded<FaceRecord>(value);
        return !known || visit(static_cast<FaceId>(id_in(key)), *known);
      },
      key_of(from));
}

std::optional<Embedding> Faces::embedding(FaceId id) const {
  if (ForeignFaces(snapshot()).are_any())
    if (const auto face = find(id); face && ForeignFaces(snapshot()).is_foreign(face->image)) return std::nullopt;
  const auto code = stored_code(txn(), tables(), id);
  if (code) return embedding_of(*code);
  // A face without its codes would silently leave its person's folder. Only the photo can give the codes again.
  if (txn().get(tables().embedding, key_of(id))) throw BadRecord("the codes of a face are damaged");
  return std::nullopt;
}

bool Faces::has_embedding(FaceId id) const {
  return txn().get(tables().embedding, key_of(id)).has_value();
}

void Faces::each_code_slice(const std::function<bool(FaceId, const CodeSlice&)>& visit) const {
  txn().each(tables().code, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    std::uint64_t number = id_in(key);
    for (const CodeSlice& slice : slices_in(value))
      if (!visit(CodePlace::first_of(number++), slice)) return false;
    return true;
  });
}

Reaches Faces::reaches_from(FaceId first) const {
  return stored_reaches(txn(), tables(), CodePlace(first).slice);
}

float Faces::reach_of(FaceId id) const {
  return stored_reach(txn(), tables(), id);
}

float Faces::scale_of(FaceId id) const {
  return stored_scale(txn(), tables(), id);
}

}  // namespace facefs
