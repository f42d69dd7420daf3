// SPDX-License-Identifier: Apache-2.0
// What facefs is measured against, in the same process. Each peer does a whole photo, from bytes to embeddings, with
// the same weights, and returns how many faces it found.
#pragma once

#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <vector>

#include "models/image.h"

namespace facefs::bench {

/// Returns the picture as OpenCV decodes it, turned upright and in RGB.
Image imdecoded(const std::string& jpeg);

/// Shrinks by cv::resize with INTER_AREA, the usual choice for a good look.
Image area_shrunk(const Image& image, int side);

class Peer {
 public:
  virtual ~Peer() = default;
  virtual std::size_t faces_in(const std::string& jpeg) = 0;
};

/// Makes a peer that does what face_recognition's command line does, without Python: the whole picture decoded, 1600
/// pixels on its long side, dlib's HOG upsampled once, dlib's landmarks and network.
std::unique_ptr<Peer> face_recognition_in_cpp(const std::filesystem::path& models);

/// Makes a peer that does what a photo manager on OpenCV does: imdecode, INTER_AREA to 1280, and YuNet by cv::dnn
/// there. It embeds each face by our own engine, which is faster than cv::dnn and so makes this a harder peer.
std::unique_ptr<Peer> photo_manager(const std::filesystem::path& models);

}  // namespace facefs::bench
