// SPDX-License-Identifier: Apache-2.0
// Writes which unknown face is in which cluster.
#pragma once

#include <optional>

#include "index/storage/table_writer.h"

namespace facefs {

class ClusterTables : TableWriter {
 public:
  explicit ClusterTables(Update& update) : TableWriter(update) {}

  /// Puts the face into that cluster alone; into none where there is no cluster.
  void set(FaceId id, std::optional<ClusterId> cluster);
  /// Takes the face out of its cluster. Keeps the cluster's number, so that the face finds its group again when the
  /// decision is taken back.
  void leave(FaceId id);
};

}  // namespace facefs
