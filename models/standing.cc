// SPDX-License-Identifier: Apache-2.0
#include "models/standing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/orientation.h"

namespace facefs {
namespace {

constexpr int kLook = 1280;              // pixels of the long side: as far as the detector itself looks
constexpr int kGlance = 640;             // pixels, for photos: a face that is smaller there is not worth three looks
constexpr float kSurelyUpright = 0.89F;  // docs/matching.md
constexpr float kClear = 0.85F;          // a face's score, where nobody was found
constexpr float kClearer = 0.02F;        // the score must be higher by this much

float best_score(Detector& detector, Image picture) {
  float best = 0;
  for (const Detection& detection : detector.detect(Raster(std::move(picture)))) best = std::max(best, detection.score);
  return best;
}

/// Returns the turn by which a face is surest; upright where no turn gives that score.
Orientation best_turn(Detector& detector, const Image& picture, float to_beat) {
  Orientation standing = Orientation::upright;
  for (const Orientation turn : {Orientation::turned_180, Orientation::turned_90, Orientation::turned_270}) {
    const float score = best_score(detector, turned_upright(picture, turn));
    if (score < to_beat) continue;
    to_beat = score;
    standing = turn;
  }
  return standing;
}

Point turned_back(const Point& point, float width, float height, Orientation turn) {
  switch (turn) {
    case Orientation::turned_90:
      return {point.y, height - point.x};
    case Orientation::turned_180:
      return {width - point.x, height - point.y};
    case Orientation::turned_270:
      return {width - point.y, point.x};
    default:
      return point;
  }
}

}  // namespace

Orientation standing_of(Detector& detector, const Raster& photo) {
  const Image small = photo.shrunk(kLook);
  return best_turn(detector, small, best_score(detector, small) + kClearer);
}

Orientation standing_of(Detector& detector, const Raster& photo, const std::vector<Detection>& found) {
  float best = 0;
  for (const Detection& face : found) best = std::max(best, face.score);
  if (best >= kSurelyUpright) return Orientation::upright;
  const Image small = photo.shrunk(kGlance);
  return best_turn(detector, small, std::max(kClear, best + kClearer));
}

Face turned_back(Face face, float width, float height, Orientation turn) {
  const Box& box = face.box;
  const Point a = turned_back(Point{box.x, box.y}, width, height, turn);
  const Point b = turned_back(Point{box.x + box.width, box.y + box.height}, width, height, turn);
  const auto [left, right] = std::minmax(a.x, b.x);
  const auto [top, bottom] = std::minmax(a.y, b.y);
  face.box = {left, top, right - left, bottom - top};
  for (Point& point : face.landmarks) point = turned_back(point, width, height, turn);
  return face;
}

}  // namespace facefs
