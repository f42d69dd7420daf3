// SPDX-License-Identifier: Apache-2.0
// Makes embeddings with the distances that real ones have. Two faces of one person are about `apart` from each other,
// those of two people more than 0.7.
#pragma once

#include <random>

#include "index/faces/space.h"
#include "models/face.h"

namespace facefs::test {

/// The space that these distances are those of.
inline const Space& kSpace = space_of(EmbedderKind::dlib);

/// Returns a point that is far from the centre of every other `person`.
inline Embedding centre_of(int person) {
  std::mt19937 random(static_cast<unsigned>(person) * 7919 + 1);
  std::normal_distribution<float> normal;
  Embedding embedding;
  for (float& value : embedding.values) value = 0.06F * normal(random);  // two such are 0.06 * sqrt(256) = 0.96 apart
  return embedding;
}

/// Returns the `number`-th face of that person, at `apart` / sqrt(2) from the person's centre.
inline Embedding face_of(int person, int number, float apart = 0.30F) {
  std::mt19937 random(static_cast<unsigned>(person * 1000 + number) * 104729 + 17);
  std::normal_distribution<float> normal;
  Embedding offset;
  float length = 0;
  for (float& value : offset.values) {
    value = normal(random);
    length += value * value;
  }
  Embedding embedding = centre_of(person);
  for (std::size_t i = 0; i < Embedding::kSize; ++i)
    embedding.values[i] += offset.values[i] / std::sqrt(length) * apart / std::sqrt(2.0F);
  return embedding;
}

inline Face face_with(const Embedding& embedding, float side = 100, float left = 10) {
  Face face;
  face.box = {left, 10, side, side};
  face.score = 0.9F;
  face.quality = 0.8F;
  face.embedding = embedding;
  return face;
}

}  // namespace facefs::test
