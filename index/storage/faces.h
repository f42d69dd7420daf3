// SPDX-License-Identifier: Apache-2.0
// Reads faces: where each one is in its image, who it is, its embedding, and how far away a person may be and have a
// say.
#pragma once

#include <functional>

#include "index/storage/stored_embeddings.h"
#include "index/storage/table_reader.h"

namespace facefs {

class Faces : TableReader {
 public:
  explicit Faces(const Snapshot& snapshot) : TableReader(snapshot) {}

  std::optional<FaceRecord> find(FaceId id) const;
  /// Calls `visit` for each face from that number on, until it returns false.
  void each(FaceId from, const std::function<bool(FaceId, const FaceRecord&)>& visit) const;

  /// Returns the face's embedding; nothing where it has none, or where the face is foreign, so that its embedding can
  /// be compared with nothing (index/storage/foreign_faces.h). Throws BadRecord where it is damaged.
  std::optional<Embedding> embedding(FaceId id) const;
  /// Tells whether an embedding of the face is kept, whichever network made it.
  bool has_embedding(FaceId id) const;
  /// Calls `visit` for each slice, in the order of the faces' numbers, until it returns false. `first` is the number of
  /// a slice's first face.
  void each_code_slice(const std::function<bool(FaceId first, const CodeSlice&)>& visit) const;

  Reaches reaches_from(FaceId first) const;  ///< of the slice that begins with that face
  float reach_of(FaceId id) const;           ///< infinite where none is known
  float scale_of(FaceId id) const;           ///< 0 where there is none
};

}  // namespace facefs
