// SPDX-License-Identifier: Apache-2.0
#include "index/storage/face_tables.h"

#include <vector>

#include "index/storage/cluster_tables.h"
#include "index/storage/decisions.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/storage/stored_embeddings.h"
#include "index/values/keys.h"

namespace facefs {

void FaceTables::set(FaceId id, const FaceRecord& record) {
  const auto before = Faces(update()).find(id);
  put(tables().face, key_of(id), record);
  if (!before || before->is_unknown() != record.is_unknown()) outdated().faces.insert(id);
  if (!record.is_unknown()) ClusterTables(update()).leave(id);
}

void FaceTables::set_reach(FaceId id, float reach, float scale) {
  store_reach(txn(), tables(), id, reach);
  store_scale(txn(), tables(), id, scale);
}

void FaceTables::erase_embedding(FaceId id) {
  erase_code(txn(), tables(), id);
}

void FaceTables::erase(FaceId id) {
  erase_embedding(id);
  txn().erase(tables().face, key_of(id));
}

std::size_t FaceTables::erase_what_was_said() {
  std::vector<FaceId> left;
  Decisions(update()).each([&](const ImageKey& key, std::uint64_t, const DecisionRecord& decision) {
    if (decision.verb != DecisionRecord::Verb::erase) return;
    for (const NumberedFace& face : Images(update()).faces_of(key))
      if (overlap(decision.box, face.record.box) >= kSameFace && Faces(update()).has_embedding(face.id))
        left.push_back(face.id);
  });
  for (const FaceId id : left) erase_embedding(id);
  return left.size();
}

}  // namespace facefs
