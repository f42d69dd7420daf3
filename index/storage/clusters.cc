// SPDX-License-Identifier: Apache-2.0
#include "index/storage/clusters.h"

#include "index/values/keys.h"

namespace facefs {

std::optional<ClusterId> Clusters::of(FaceId id) const {
  const auto cluster = former_of(id);
  return cluster && txn().get(tables().cluster_face, key_of(*cluster) + key_of(id)) ? cluster : std::nullopt;
}

std::optional<ClusterId> Clusters::former_of(FaceId id) const {
  const auto bytes = txn().get(tables().face_cluster, key_of(id));
  if (!bytes) return std::nullopt;
  return static_cast<ClusterId>(id_in(*bytes));
}

std::vector<FaceId> Clusters::faces_in(ClusterId id) const {
  std::vector<FaceId> faces;
  txn().each(tables().cluster_face, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes) {
    faces.push_back(static_cast<FaceId>(id_in(key, kIdBytes)));
    return true;
  });
  return faces;
}

std::vector<ClusterId> Clusters::all() const {
  std::vector<ClusterId> clusters;
  const std::string kind(1, static_cast<char>(FolderKey::Kind::cluster));
  txn().each(tables().folder_state, kind, [&](lmdb::Bytes key, lmdb::Bytes value) {
    const auto state = decoded<FolderState>(value);
    if (state && state->entries > 0) clusters.push_back(static_cast<ClusterId>(folder_key_in(key).number));
    return true;
  });
  return clusters;
}

}  // namespace facefs
