// SPDX-License-Identifier: Apache-2.0
// Writes faces: who each is, its reach, and whether it keeps an embedding. index/upkeep/match_upkeep.h decides the
// first two.
#pragma once

#include <cstddef>

#include "index/storage/table_writer.h"

namespace facefs {

class FaceTables : TableWriter {
 public:
  explicit FaceTables(Update& update) : TableWriter(update) {}

  void set(FaceId id, const FaceRecord& record);
  /// How far away a person may be and still have a say in who the face is, and the scale behind it.
  void set_reach(FaceId id, float reach, float scale);
  void erase_embedding(FaceId id);
  /// Erases embeddings of faces that are to have none (a crash came in between). Returns how many there were.
  std::size_t erase_what_was_said();
};

}  // namespace facefs
