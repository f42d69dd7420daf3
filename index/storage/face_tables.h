// SPDX-License-Identifier: Apache-2.0
// Writes faces: who each one is, its reach, and whether it keeps an embedding. The first two are decided in
// index/upkeep/match_upkeep.h.
#pragma once

#include <cstddef>

#include "index/storage/table_writer.h"

namespace facefs {

class FaceTables : TableWriter {
 public:
  explicit FaceTables(Update& update) : TableWriter(update) {}

  void set(FaceId id, const FaceRecord& record);
  /// Stores how far away a person may be and still have a say in who the face is, and the scale behind that.
  void set_reach(FaceId id, float reach, float scale);
  void erase_embedding(FaceId id);
  /// Erases a face that is not in its image any more.
  void erase(FaceId id);
  /// Erases the embeddings of faces that must have none, where a crash came in between. Returns how many it erased.
  std::size_t erase_what_was_said();
};

}  // namespace facefs
