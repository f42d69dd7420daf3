// SPDX-License-Identifier: Apache-2.0
// The door to this folder: takes an upright picture, and returns its faces.
//
// Holds every network, so that none is loaded twice. One thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "models/aligner.h"
#include "models/detector.h"
#include "models/embedder.h"
#include "models/face.h"
#include "models/raster.h"

namespace facefs {

/// What the faces are for. A reference's embedding is a mean (embed_reference); a photo's is not. A reference that
/// lies on its side or stands on its head is turned first, because it may be the only one. A photo is turned where
/// nobody is found in it as it stands.
enum class Purpose : unsigned char { photo, reference };
inline constexpr unsigned char kPurposes = static_cast<unsigned char>(Purpose::reference) + 1;

class FaceReader {
 public:
  FaceReader(const Networks& networks, const std::filesystem::path& models);

  /// Returns every face, left to right; at most kMostFaces (the largest ones). The order depends on the picture alone.
  /// Of a photo, faces in `without` (overlapping by half) get no embedding: it stays all zeros.
  std::vector<Face> read(const Raster& photo, Purpose purpose, const std::vector<Box>& without = {});

  static constexpr std::size_t kMostFaces = 256;

 private:
  std::vector<Face> faces_at(std::vector<Detection> found, const Raster& photo, Purpose purpose,
                             const std::vector<Box>& without);
  std::vector<Face> read_turned(const Raster& photo, Orientation turn, Purpose purpose,
                                const std::vector<Box>& without);
  std::vector<Embedding> embedded(const std::vector<Image>& chips, Purpose purpose);

  const Networks networks_;
  std::unique_ptr<Detector> detector_;
  std::unique_ptr<Aligner> aligner_;
  std::unique_ptr<Embedder> embedder_;
};

}  // namespace facefs
