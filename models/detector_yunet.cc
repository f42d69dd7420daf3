// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/dnn.hpp>

#include "models/detector_kinds.h"
#include "models/shrink.h"

namespace facefs {
namespace {

constexpr float kLeastScore = 0.7F;   // see Looks
constexpr float kMostOverlap = 0.3F;  // non-maximum suppression
constexpr float kSmallFace = 40;      // pixels of the first look
constexpr std::size_t kCrowd = 4;

struct Candidate {
  Box box;
  Landmarks points;
  float score;

  const Point& nose() const { return points[2]; }
};

/// Returns the box that dlib's landmark model wants, by a fit on faces that YuNet and HOG both found
/// (docs/matching.md).
Box landmark_box_of(const Candidate& face) {
  const Point centre = face.box.centre();
  const float x = centre.x + 0.5F * (face.nose().x - centre.x);
  const float y = centre.y + 0.6F * (face.nose().y - centre.y);
  const float side = 0.955F * face.box.side();
  return {x - side / 2, y - side / 2, side, side};
}

class YunetDetector final : public Detector {
 public:
  YunetDetector(std::unique_ptr<YunetNetwork> network, Looks looks) : looks_(looks), network_(std::move(network)) {}

  std::vector<Detection> detect(const Raster& photo) override {
    const Image closer = photo.shrunk(looks_.second);
    const double closer_scale = static_cast<double>(photo.width()) / closer.width;
    const Image first = shrunk(closer, looks_.first);
    const double first_scale = static_cast<double>(photo.width()) / first.width;
    std::vector<Candidate> found = look(first, first_scale);
    std::vector<Detection> faces = best_of(found);
    if (closer.width <= first.width || !wants_second_look(faces, first_scale)) return faces;
    const std::vector<Candidate> more = look(closer, closer_scale);
    found.insert(found.end(), more.begin(), more.end());
    return best_of(found);
  }

 private:
  static bool wants_second_look(const std::vector<Detection>& faces, double scale) {
    const bool small = std::any_of(faces.begin(), faces.end(), [scale](const Detection& face) {
      return face.box.side() < kSmallFace * static_cast<float>(scale);
    });
    return faces.empty() || faces.size() >= kCrowd || small;
  }

  std::vector<Candidate> look(const Image& image, double scale) {
    std::vector<Candidate> found;
    for (const YunetGrid& grid : network_->run(image)) collect(grid, static_cast<float>(scale), found);
    return found;
  }

  /// Collects the cells that are faces. Score = sqrt(class x object); box and points are relative to the cell, in
  /// strides.
  static void collect(const YunetGrid& grid, float scale, std::vector<Candidate>& found) {
    const float unit = static_cast<float>(grid.stride) * scale;
    for (std::size_t cell = 0; cell < grid.classes.size(); ++cell) {
      const float score =
          std::sqrt(std::clamp(grid.classes[cell], 0.F, 1.F) * std::clamp(grid.objects[cell], 0.F, 1.F));
      if (score <= kLeastScore) continue;
      const auto columns = static_cast<std::size_t>(grid.columns);
      const std::size_t rows_above = cell / columns;
      const auto column = static_cast<float>(cell % columns);
      const auto row = static_cast<float>(rows_above);
      const float* b = grid.boxes.data() + 4 * cell;
      const float width = std::exp(b[2]) * unit;
      const float height = std::exp(b[3]) * unit;
      const Box box{(column + b[0]) * unit - width / 2, (row + b[1]) * unit - height / 2, width, height};
      Landmarks points;
      const float* from = grid.points.data() + 10 * cell;
      for (Point& point : points) {
        point = {(column + from[0]) * unit, (row + from[1]) * unit};
        from += 2;
      }
      found.push_back({box, points, score});
    }
  }

  static std::vector<Detection> best_of(const std::vector<Candidate>& found) {
    std::vector<cv::Rect2d> boxes;
    std::vector<float> scores;
    for (const Candidate& face : found) {
      boxes.emplace_back(face.box.x, face.box.y, face.box.width, face.box.height);
      scores.push_back(face.score);
    }
    std::vector<int> kept;
    cv::dnn::NMSBoxes(boxes, scores, kLeastScore, kMostOverlap, kept);
    std::vector<Detection> detections;
    for (const int i : kept) {
      const Candidate& face = found[static_cast<std::size_t>(i)];
      detections.push_back({face.box, landmark_box_of(face), face.score, face.points});
    }
    return detections;
  }

  const Looks looks_;
  std::unique_ptr<YunetNetwork> network_;
};

}  // namespace

std::unique_ptr<Detector> make_yunet(std::unique_ptr<YunetNetwork> network, Looks looks) {
  cv::setNumThreads(1);  // a worker is one core; there are as many workers as cores
  return std::make_unique<YunetDetector>(std::move(network), looks);
}

}  // namespace facefs
