// SPDX-License-Identifier: Apache-2.0
// From a box to the aligned 150x150 picture that the embedder was trained on, through dlib's 5-point landmarks.
//
// One thread at a time; holds 9 MB of trees, made once a worker.
#pragma once

#include <filesystem>
#include <memory>

#include "models/face.h"
#include "models/raster.h"

namespace facefs {

inline constexpr int kChipSide = 150;         ///< pixels
inline constexpr double kChipPadding = 0.25;  ///< of dlib's face chips

class Aligner {
 public:
  explicit Aligner(const std::filesystem::path& models);
  ~Aligner();
  Aligner(const Aligner&) = delete;
  Aligner& operator=(const Aligner&) = delete;

  struct Aligned {
    Landmarks landmarks;
    Image chip;
  };
  /// The chip is kChipSide x kChipSide, sampled from an image pyramid as dlib's get_face_chip_details and
  /// extract_image_chip do.
  Aligned align(const Raster& photo, const Box& landmark_box) const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace facefs
