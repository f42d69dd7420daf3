// SPDX-License-Identifier: Apache-2.0
#include "index/storage/cluster_tables.h"

#include "index/storage/clusters.h"
#include "index/values/keys.h"

namespace facefs {

void ClusterTables::set(FaceId id, std::optional<ClusterId> cluster) {
  leave(id);
  if (cluster) {
    txn().put(tables().cluster_face, key_of(*cluster) + key_of(id), {});
    txn().put(tables().face_cluster, key_of(id), key_of(*cluster));
  } else {
    txn().erase(tables().face_cluster, key_of(id));
  }
}

void ClusterTables::leave(FaceId id) {
  if (const auto before = Clusters(update()).former_of(id))
    txn().erase(tables().cluster_face, key_of(*before) + key_of(id));
}

}  // namespace facefs
