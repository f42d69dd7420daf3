// SPDX-License-Identifier: Apache-2.0
// The values of a face that other folders see. They depend on no library, and never change once made.
//
// Coordinates are pixels of the upright photo (its EXIF orientation applied), origin at the top left.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "models/networks.h"

namespace facefs {

struct Point {
  float x = 0;
  float y = 0;
};

/// A rectangle in upright pixels. It may reach over the photo's edge, as detectors return it.
struct Box {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  Point centre() const { return {x + width / 2, y + height / 2}; }
  float side() const { return std::sqrt(width * height); }
  bool operator==(const Box&) const = default;
};

/// The five points by which the embedder's chip was turned. For SFace: both eyes, the nose, both corners of the mouth,
/// those on the viewer's left first (YuNet's points). For dlib: the corners of the eye on the viewer's right, those of
/// the other eye, the base of the nose.
using Landmarks = std::array<Point, 5>;

/// Where both eyes are in the picture. On the left is the viewer's left.
struct Eyes {
  Point left, right;
};
Eyes eyes_of(const Landmarks& landmarks, EmbedderKind aligned_for);

/// 128 numbers of a network. Two faces of one person are near each other (see `distance`). SFace's all have one length.
struct Embedding {
  static constexpr std::size_t kSize = 128;
  std::array<float, kSize> values{};
};

/// Returns the Euclidean (L2) distance. 0 is identical; one person's faces stay under 0.6, as a rule. It is the same on
/// every processor, to the bit.
float distance(const Embedding& a, const Embedding& b);
/// Returns the embedding in its direction, with that length; zeros stay zeros.
Embedding with_length(Embedding embedding, float length);

/// Returns the intersection over union, 0 to 1: how much two boxes are the same place.
inline float overlap(const Box& a, const Box& b) {
  const float width = std::fmin(a.x + a.width, b.x + b.width) - std::fmax(a.x, b.x);
  const float height = std::fmin(a.y + a.height, b.y + b.height) - std::fmax(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const float shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/// Two boxes that overlap at least this much show the same face: that of a decision, or of another detection.
inline constexpr float kSameFace = 0.5F;

/// One detected face of a photo.
struct Face {
  Box box;
  Landmarks landmarks{};
  float score = 0;    ///< the detector's own: 0 to 1 (YuNet), or its margin (HOG)
  float quality = 0;  ///< 0 to 1: size, score and sharpness together (models/quality.h)
  Embedding embedding;
};

}  // namespace facefs
