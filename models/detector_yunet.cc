// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "models/detector_kinds.h"
#include "models/weights.h"

namespace facefs {
namespace {

// Measured on 27 pictures with 89 faces: at 640 pixels a score above 0.7 finds all 89 and one that is none. Small faces
// need the second look at 1280. See docs/matching.md.
constexpr int kFirstLook = 640;
constexpr int kSecondLook = 1280;
constexpr float kLeastScore = 0.7F;
constexpr float kMostOverlap = 0.3F;  // non-maximum suppression
constexpr float kSmallFace = 40;      // pixels of the first look
constexpr std::size_t kCrowd = 4;
constexpr std::array<int, 3> kStrides = {8, 16, 32};

struct Candidate {
  Box box;
  Point nose;
  float score;
};

/// The picture in the network's colour order, its long side at most `side`. Whole-number steps first: they are cheap.
cv::Mat shrunk(const cv::Mat& picture, int side) {
  const int longest = std::max(picture.cols, picture.rows);
  if (longest <= side) return picture;
  cv::Mat smaller = picture;
  if (const int factor = longest / side; factor >= 2)
    cv::resize(picture, smaller, {std::max(1, picture.cols / factor), std::max(1, picture.rows / factor)}, 0, 0,
               cv::INTER_AREA);
  const double scale = static_cast<double>(side) / longest;
  const cv::Size size(std::max(1, cvRound(picture.cols * scale)), std::max(1, cvRound(picture.rows * scale)));
  cv::Mat result;
  cv::resize(smaller, result, size, 0, 0, cv::INTER_LINEAR);
  return result;
}

int up_to_32(int pixels) {
  return (pixels + 31) / 32 * 32;
}

/// Where dlib's landmark model wants the box: fitted on faces that YuNet and HOG both found (docs/matching.md).
Box landmark_box_of(const Candidate& face) {
  const Point centre = face.box.centre();
  const float x = centre.x + 0.5F * (face.nose.x - centre.x);
  const float y = centre.y + 0.6F * (face.nose.y - centre.y);
  const float side = 0.955F * face.box.side();
  return {x - side / 2, y - side / 2, side, side};
}

class YunetDetector final : public Detector {
 public:
  explicit YunetDetector(const std::filesystem::path& models) : network_(load(models / kYunetFile)) {}

  std::vector<Detection> detect(const Image& image) override {
    const cv::Mat rgb(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.rgb.data()));
    const cv::Mat closer = shrunk(rgb, kSecondLook);
    const double closer_scale = static_cast<double>(rgb.cols) / closer.cols;
    const cv::Mat first = shrunk(closer, kFirstLook);
    const double first_scale = static_cast<double>(rgb.cols) / first.cols;
    std::vector<Candidate> found = look(first, first_scale);
    if (closer.cols > first.cols && wants_second_look(found, first_scale)) {
      std::vector<Candidate> more = look(closer, closer_scale);
      found.insert(found.end(), more.begin(), more.end());
    }
    return best_of(found);
  }

 private:
  static cv::dnn::Net load(const std::filesystem::path& file) {
    try {
      return cv::dnn::readNetFromONNX(file.string());
    } catch (const cv::Exception& error) {
      throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
    }
  }

  static bool wants_second_look(const std::vector<Candidate>& found, double scale) {
    const bool small = std::any_of(found.begin(), found.end(), [scale](const Candidate& face) {
      return face.box.side() < kSmallFace * static_cast<float>(scale);
    });
    return found.empty() || found.size() >= kCrowd || small;
  }

  std::vector<Candidate> look(const cv::Mat& picture, double scale) {
    cv::Mat padded;
    cv::copyMakeBorder(picture, padded, 0, up_to_32(picture.rows) - picture.rows, 0,
                       up_to_32(picture.cols) - picture.cols, cv::BORDER_CONSTANT, cv::Scalar::all(0));
    network_.setInput(cv::dnn::blobFromImage(padded, 1.0, {}, {}, /*swapRB=*/true));
    static const std::vector<std::string> kOutputs = {"cls_8",  "cls_16",  "cls_32",  "obj_8", "obj_16", "obj_32",
                                                      "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"};
    std::vector<cv::Mat> outputs;
    network_.forward(outputs, kOutputs);
    std::vector<Candidate> found;
    for (std::size_t level = 0; level < kStrides.size(); ++level)
      collect(outputs, level, padded.cols / kStrides[level], static_cast<float>(scale), found);
    return found;
  }

  /// Decodes one stride's grid: score = sqrt(class x object), box and points relative to the cell, in strides.
  static void collect(const std::vector<cv::Mat>& outputs, std::size_t level, int columns, float scale,
                      std::vector<Candidate>& found) {
    const auto* classes = outputs[level].ptr<float>();
    const auto* objects = outputs[3 + level].ptr<float>();
    const auto* boxes = outputs[6 + level].ptr<float>();
    const auto* points = outputs[9 + level].ptr<float>();
    const auto stride = static_cast<float>(kStrides[level]);
    const auto cells = static_cast<int>(outputs[level].total());
    for (int cell = 0; cell < cells; ++cell) {
      const float score = std::sqrt(std::clamp(classes[cell], 0.F, 1.F) * std::clamp(objects[cell], 0.F, 1.F));
      if (score <= kLeastScore) continue;
      const auto column = static_cast<float>(cell % columns);
      const auto row = static_cast<float>(cell / columns);
      const float* b = boxes + 4 * cell;
      const float width = std::exp(b[2]) * stride * scale;
      const float height = std::exp(b[3]) * stride * scale;
      const Box box{(column + b[0]) * stride * scale - width / 2, (row + b[1]) * stride * scale - height / 2, width,
                    height};
      const float* nose = points + 10 * cell + 4;  // eye, eye, nose, mouth, mouth
      found.push_back({box, {(column + nose[0]) * stride * scale, (row + nose[1]) * stride * scale}, score});
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
      detections.push_back({face.box, landmark_box_of(face), face.score});
    }
    return detections;
  }

  cv::dnn::Net network_;
};

}  // namespace

std::unique_ptr<Detector> make_yunet(const std::filesystem::path& models) {
  cv::setNumThreads(1);  // a worker is one core; there are as many workers as cores
  return std::make_unique<YunetDetector>(models);
}

}  // namespace facefs
