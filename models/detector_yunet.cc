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
constexpr float kSmallFace = 40;      // pixels of a look
constexpr int kLongestWhole = 2;      // times as long as wide: a longer picture is looked at in squares, too
constexpr std::size_t kCrowd = 4;
constexpr int kBandsShare = 128;  // rows of the third look; larger faces are found before

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
    std::vector<Candidate> found = all_in(photo);
    for (const Rect& square : squares_of(photo)) {
      for (Candidate& face : all_in(Raster(photo.cut_out(square)))) {
        move(face, static_cast<float>(square.x), static_cast<float>(square.y));
        if (!is_cut_off(face.box, square, photo)) found.push_back(face);
      }
    }
    return best_of(found);
  }

 private:
  /// Returns squares that cover a long strip, each overlapping the next by half. Returns none of a usual picture.
  static std::vector<Rect> squares_of(const Raster& photo) {
    const int side = std::min(photo.width(), photo.height()), length = std::max(photo.width(), photo.height());
    std::vector<Rect> squares;
    if (length <= kLongestWhole * side) return squares;
    for (int at = 0; squares.empty() || at - side / 2 + side < length; at += std::max(1, side / 2)) {
      const int from = std::min(at, length - side);
      squares.push_back(photo.width() > photo.height() ? Rect{from, 0, side, side} : Rect{0, from, side, side});
    }
    return squares;
  }

  /// Tells whether a square's edge runs through the face, or nearly. It is whole in the next square or in the picture.
  static bool is_cut_off(const Box& box, const Rect& square, const Raster& photo) {
    const float margin = 0.1F * box.side();
    const auto is_cut = [margin](float begin, float end, int from, int to, int length) {
      return (from > 0 && begin < static_cast<float>(from) + margin) ||
             (to < length && end > static_cast<float>(to) - margin);
    };
    return is_cut(box.x, box.x + box.width, square.x, square.x + square.width, photo.width()) ||
           is_cut(box.y, box.y + box.height, square.y, square.y + square.height, photo.height());
  }

  static void move(Candidate& face, float x, float y) {
    face.box.x += x;
    face.box.y += y;
    for (Point& point : face.points) point = {point.x + x, point.y + y};
  }

  /// Looks once, twice or three times, each time closer.
  std::vector<Candidate> all_in(const Raster& photo) {
    auto [found, is_crowd] = first_two_looks(photo);
    if (is_crowd && std::max(photo.width(), photo.height()) > looks_.second) add_third_look(photo, found);
    return std::move(found);
  }

  struct TwoLooks {
    std::vector<Candidate> found;
    bool is_crowd = false;
  };
  TwoLooks first_two_looks(const Raster& photo) {
    const Image closer = photo.shrunk(looks_.second);
    const double closer_scale = static_cast<double>(photo.width()) / closer.width;
    const Image first = shrunk(closer, looks_.first);
    const double first_scale = static_cast<double>(photo.width()) / first.width;
    std::vector<Candidate> found = look(first, first_scale);
    if (closer.width <= first.width || !wants_second_look(best_of(found), first_scale)) return {std::move(found)};
    const std::vector<Candidate> more = look(closer, closer_scale);
    found.insert(found.end(), more.begin(), more.end());
    return {std::move(found), small_in(best_of(more), closer_scale) >= kCrowd};
  }

  /// Looks at a crowd a third time, in two bands: the network holds features of all that it looks at, 40 MB of the
  /// whole. Only at a crowd: it takes ten times as long as the first look, and one small face is often in the
  /// background.
  void add_third_look(const Raster& photo, std::vector<Candidate>& found) {
    const Raster closest(photo.shrunk(looks_.third));
    const double scale = static_cast<double>(photo.width()) / closest.width();
    const int middle = whole_cells(closest.height() / 2), end = closest.height();
    const int above = std::max(middle - kBandsShare / 2, 0), below = std::min(middle + kBandsShare / 2, end);
    for (const auto& [from, to] : {std::pair(0, below), std::pair(above, end)}) {
      const auto in_photo = [&](int y) { return static_cast<int>(std::lround(y * scale)); };
      const Rect band{0, in_photo(from), photo.width(), to == end ? photo.height() - in_photo(from) : in_photo(to)};
      for (Candidate& face : look(closest.cut_out({0, from, closest.width(), to - from}), scale)) {
        move(face, 0, static_cast<float>(from * scale));
        if (!is_cut_off(face.box, band, photo)) found.push_back(face);
      }
    }
  }

  static std::size_t small_in(const std::vector<Detection>& faces, double scale) {
    return static_cast<std::size_t>(std::count_if(faces.begin(), faces.end(), [scale](const Detection& face) {
      return face.box.side() < kSmallFace * static_cast<float>(scale);
    }));
  }
  static bool wants_second_look(const std::vector<Detection>& faces, double scale) {
    return faces.empty() || faces.size() >= kCrowd || small_in(faces, scale) > 0;
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
