// SPDX-License-Identifier: Apache-2.0
// Finds faces in a picture. Two implementations: YuNet (default) and dlib's HOG (the one that face_recognition uses).
//
// A detector holds a network and its scratch memory. One thread at a time; made once, before the workers are forked
// (models/fork_server.h).
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "models/face.h"
#include "models/networks.h"
#include "models/raster.h"

namespace facefs {

struct Detection {
  Box box;           ///< the box that the user is told
  Box landmark_box;  ///< the same face framed as dlib's landmark model was trained to expect it
  float score = 0;
  Landmarks points{};  ///< both eyes, the nose and both corners of the mouth, those on the viewer's left first (YuNet)
};

class Detector {
 public:
  virtual ~Detector() = default;
  virtual std::vector<Detection> detect(const Raster& photo) = 0;
};

/// Makes a detector. Throws std::runtime_error naming the file when its weights cannot be loaded.
std::unique_ptr<Detector> make_detector(DetectorKind kind, const std::filesystem::path& models);

}  // namespace facefs
