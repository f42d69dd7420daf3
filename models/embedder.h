// SPDX-License-Identifier: Apache-2.0
// A face chip to 128 numbers: dlib's ResNet with 29 convolutions, weights of dlib_face_recognition_resnet_model_v1.
//
// One thread at a time; holds 22 MB of weights, made once a worker.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "models/face.h"
#include "models/image.h"

namespace facefs {

/// Stored with each embedding: numbers of another network, or of another alignment, cannot be compared.
inline constexpr std::string_view kEmbedderId = "dlib-resnet-v1/5-point-150";

class Embedder {
 public:
  explicit Embedder(const std::filesystem::path& models);
  ~Embedder();
  Embedder(const Embedder&) = delete;
  Embedder& operator=(const Embedder&) = delete;

  /// `chip` is kChipSide x kChipSide.
  Embedding embed(const Image& chip);

  /// Mean over `times` slightly moved, zoomed and mirrored copies of the chip (dlib's jitter_image): costs that many
  /// times as much, and is worth it only for references, which are few. The same chip always gives the same numbers.
  Embedding embed_jittered(const Image& chip, int times);

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace facefs
