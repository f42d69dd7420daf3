// SPDX-License-Identifier: Apache-2.0
// Reads faces: where each is in its image, who it is, its embedding, and how far away a person may be and have a say.
#pragma once

#include <functional>

#include "index/storage/stored_embeddings.h"
#include "index/storage/table_reader.h"

namespace facefs {

class Faces : TableReader {
 public:
  explicit Faces(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<FaceRecord> find(FaceId id) const;
  /// From that number on, until `visit` answers false.
  void each(FaceId from, const std::function<bool(FaceId, const FaceRecord&)>& visit) const;

  /// Returns nothing for a face that has none. Throws BadRecord where it is damaged.
  std::optional<Embedding> embedding(FaceId id) const;
  /// In the order of their faces' numbers, until `visit` answers false; `first` is the number of a slice's first face.
  void each_code_slice(const std::function<bool(FaceId first, const CodeSlice&)>& visit) const;

  Reaches reaches_from(FaceId first) const;  ///< of the slice that begins with that face
  float reach_of(FaceId id) const;           ///< infinite where nothing is known of it
  float scale_of(FaceId id) const;           ///< 0 where there is none
};

}  // namespace facefs
