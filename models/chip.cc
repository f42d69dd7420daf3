// SPDX-License-Identifier: Apache-2.0
#include "models/chip.h"

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/image_transforms.h>

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "models/dlib_image.h"
#include "models/weights.h"

namespace facefs {

struct Aligner::Model {
  dlib::shape_predictor predictor;
};

Aligner::Aligner(const std::filesystem::path& models) : model_(std::make_unique<Model>()) {
  const std::filesystem::path file = models / kLandmarksFile;
  try {
    dlib::deserialize(file.string()) >> model_->predictor;
  } catch (const std::exception& error) {
    throw std::runtime_error("the model file " + file.string() + " cannot be loaded: " + error.what());
  }
}

Aligner::~Aligner() = default;

Landmarks Aligner::landmarks(const Image& image, const Box& box) const {
  const dlib::rectangle frame(std::lround(box.x), std::lround(box.y), std::lround(box.x + box.width),
                              std::lround(box.y + box.height));
  const dlib::full_object_detection shape = model_->predictor(DlibImage(image), frame);
  Landmarks points;
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i] = {static_cast<float>(shape.part(i).x()), static_cast<float>(shape.part(i).y())};
  return points;
}

Image Aligner::chip(const Image& image, const Landmarks& landmarks) const {
  std::vector<dlib::point> parts;
  for (const Point& point : landmarks) parts.emplace_back(std::lround(point.x), std::lround(point.y));
  const dlib::full_object_detection shape({}, parts);
  dlib::array2d<dlib::rgb_pixel> pixels;
  dlib::extract_image_chip(DlibImage(image), dlib::get_face_chip_details(shape, kChipSide, kChipPadding), pixels);
  Image chip(kChipSide, kChipSide);
  for (int y = 0; y < kChipSide; ++y) std::memcpy(chip.row(y), &pixels[y][0], chip.stride());
  return chip;
}

}  // namespace facefs
