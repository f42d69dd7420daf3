// SPDX-License-Identifier: Apache-2.0
// Reads clusters: groups of unknown faces that look alike.
#pragma once

#include <vector>

#include "index/storage/table_reader.h"

namespace facefs {

class Clusters : TableReader {
 public:
  explicit Clusters(const Snapshot& snapshot) : TableReader(snapshot) {}

  /// Returns the face's cluster; nothing for a face that is in none.
  std::optional<ClusterId> of(FaceId id) const;
  /// Returns the face's cluster, even where the face was named since.
  std::optional<ClusterId> former_of(FaceId id) const;
  std::vector<FaceId> faces_in(ClusterId id) const;
  /// Returns the clusters that have a photo.
  std::vector<ClusterId> all() const;
};

}  // namespace facefs
