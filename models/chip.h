// SPDX-License-Identifier: Apache-2.0
// Makes an aligned 150x150 picture of a face from its box, by dlib's 5-point landmarks: what the embedder was trained
// on.
//
// One thread at a time. Holds 9 MB of trees; made once, before the workers are forked (models/fork_server.h).
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
  /// Returns the landmarks, and a chip of kChipSide x kChipSide pixels. The chip is sampled from an image pyramid, as
  /// dlib's get_face_chip_details and extract_image_chip do.
  Aligned align(const Raster& photo, const Box& landmark_box) const;

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace facefs
