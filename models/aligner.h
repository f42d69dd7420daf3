// SPDX-License-Identifier: Apache-2.0
// Cuts a face out of a photo and turns it as the embedder was trained to see it: the chip.
//
// Each embedder has its own alignment. dlib's finds five points by its landmark model and makes 150 x 150 pixels;
// SFace's takes the five points that YuNet has found and makes 112 x 112. One thread at a time; made once, before the
// workers are forked (models/fork_server.h).
#pragma once

#include <filesystem>
#include <memory>

#include "models/detector.h"
#include "models/face.h"
#include "models/networks.h"
#include "models/raster.h"

namespace facefs {

class Aligner {
 public:
  virtual ~Aligner() = default;

  struct Aligned {
    Landmarks landmarks;  ///< by which the chip was turned, in the photo
    Image chip;           ///< as many pixels as the embedder takes
  };
  virtual Aligned align(const Raster& photo, const Detection& face) const = 0;
};

/// Makes the aligner of an embedder. Throws std::runtime_error naming the file when its model cannot be loaded.
std::unique_ptr<Aligner> make_aligner(EmbedderKind embedder, const std::filesystem::path& models);

/// dlib's, which holds 9 MB of trees. The chip is sampled from an image pyramid, as dlib's get_face_chip_details and
/// extract_image_chip do.
std::unique_ptr<Aligner> make_dlib_aligner(const std::filesystem::path& models);
/// SFace's, which loads nothing.
std::unique_ptr<Aligner> make_five_point_aligner();

inline constexpr int kDlibChipSide = 150;   ///< pixels
inline constexpr int kSfaceChipSide = 112;  ///< pixels

}  // namespace facefs
