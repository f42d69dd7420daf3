// SPDX-License-Identifier: Apache-2.0
#include "models/standing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "models/orientation.h"

namespace facefs {
namespace {

constexpr int kLook = 1280;        // pixels of the long side: as far as the detector itself looks
constexpr float kClearer = 0.02F;  // the score must be higher by this much

float best_score(Detector& detector, Image picture) {
  float best = 0;
  for (const Detection& detection : detector.detect(Raster(std::move(picture)))) best = std::max(best, detection.score);
  return best;
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
  Orientation standing = Orientation::upright;
  float to_beat = best_score(detector, small) + kClearer;
  for (const Orientation turn : {Orientation::turned_180, Orientation::turned_90, Orientation::turned_270}) {
    const float score = best_score(detector, turned_upright(small, turn));
    if (score < to_beat) continue;
    to_beat = score;
    standing = turn;
  }
  return standing;
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
