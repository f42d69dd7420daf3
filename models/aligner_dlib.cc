// SPDX-License-Identifier: Apache-2.0
#include <dlib/image_processing/shape_predictor.h>
#include <dlib/image_transforms.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "models/aligner.h"
#include "models/dlib_image.h"
#include "models/weights.h"

namespace facefs {
namespace {

constexpr double kChipPadding = 0.25;  // of dlib's face chips

/// How far beyond the box the landmark model may look, in the box's sides. The model's features lie in the box as it
/// was trained, and move with the face. On 411 faces of real photos the landmarks are those of the whole photo. Where a
/// shape runs far away, they may differ by a pixel.
constexpr double kLooksBeyond = 0.5;

/// Converts dlib's rectangle. Clamps it, because a network may return boxes of any size.
Rect rect_of(const dlib::rectangle& r) {
  constexpr long kFar = 1 << 28;
  const auto left = static_cast<int>(std::clamp(r.left(), -kFar, kFar));
  const auto top = static_cast<int>(std::clamp(r.top(), -kFar, kFar));
  const auto right = static_cast<int>(std::clamp(r.right() + 1, -kFar, kFar));
  const auto bottom = static_cast<int>(std::clamp(r.bottom() + 1, -kFar, kFar));
  return {left, top, right - left, bottom - top};
}

/// Returns all that extract_image_chip looks at: the turned rectangle, and the pixels beside it that its pyramid's
/// levels need, two of the smallest level.
Rect around(const dlib::chip_details& details) {
  const double spread = std::abs(std::cos(details.angle)) + std::abs(std::sin(details.angle));
  const double beside = 8 * std::max(1.0, details.rect.width() / kDlibChipSide) + 8;
  const double reach = spread * std::max(details.rect.width(), details.rect.height()) / 2 + beside;
  const dlib::dpoint middle = dlib::center(details.rect);
  return rect_of(dlib::drectangle(middle.x() - reach, middle.y() - reach, middle.x() + reach, middle.y() + reach));
}

bool covers(const Rect& whole, const Rect& part) {
  return part.x >= whole.x && part.y >= whole.y && part.x + part.width <= whole.x + whole.width &&
         part.y + part.height <= whole.y + whole.height;
}

Landmarks landmarks_in(const Raster::Part& part, const dlib::shape_predictor& predictor, const dlib::rectangle& frame) {
  const dlib::point corner(part.place.x, part.place.y);
  const dlib::full_object_detection shape = predictor(DlibImage(part.image()), dlib::translate_rect(frame, -corner));
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const dlib::point point = shape.part(i) + corner;
    points[i] = {static_cast<float>(point.x()), static_cast<float>(point.y())};
  }
  return points;
}

dlib::chip_details details_of(const Landmarks& landmarks) {
  std::vector<dlib::point> parts;
  for (const Point& point : landmarks) parts.emplace_back(std::lround(point.x), std::lround(point.y));
  return dlib::get_face_chip_details({{}, parts}, kDlibChipSide, kChipPadding);
}

Image chip_of(const Raster::Part& part, dlib::chip_details details) {
  details.rect = dlib::translate_rect(details.rect, dlib::point(-part.place.x, -part.place.y));
  dlib::array2d<dlib::rgb_pixel> pixels;
  dlib::extract_image_chip(DlibImage(part.image()), details, pixels);
  Image chip(kDlibChipSide, kDlibChipSide);
  for (int y = 0; y < kDlibChipSide; ++y) std::memcpy(chip.row(y), &pixels[y][0], chip.stride());
  return chip;
}

class DlibAligner final : public Aligner {
 public:
  explicit DlibAligner(const std::filesystem::path& models) {
    const std::filesystem::path file = models / kLandmarksFile;
    try {
      dlib::deserialize(file.string()) >> predictor_;
    } catch (const std::exception& error) {
      throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
    }
  }

  Aligned align(const Raster& photo, const Detection& face) const override {
    const Box& box = face.landmark_box;
    const dlib::rectangle frame(std::lround(box.x), std::lround(box.y), std::lround(box.x + box.width),
                                std::lround(box.y + box.height));
    Raster::Part part = photo.part(rect_of(dlib::grow_rect(frame, static_cast<long>(kLooksBeyond * box.side()))));
    const Landmarks landmarks = landmarks_in(part, predictor_, frame);
    const dlib::chip_details details = details_of(landmarks);
    const Rect wanted = photo.within(around(details));
    if (!covers(part.place, wanted)) {
      part = {{}, Image()};  // never both parts at once: each may be most of the photo
      part = photo.part(wanted);
    }
    return {landmarks, chip_of(part, details)};
  }

 private:
  dlib::shape_predictor predictor_;
};

}  // namespace

std::unique_ptr<Aligner> make_dlib_aligner(const std::filesystem::path& models) {
  return std::make_unique<DlibAligner>(models);
}

}  // namespace facefs
