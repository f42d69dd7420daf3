// SPDX-License-Identifier: Apache-2.0
// A face chip to 128 numbers: dlib's ResNet with 29 convolutions, weights of dlib_face_recognition_resnet_model_v1, run
// by one of three engines.
//
// oneDNN's are four and ten times as fast as dlib's (docs/benchmarks.md). All three stand for the same network: f32
// stays within 1e-3 of dlib, bf16 within 0.01, where two people are more than 0.5 apart
// (tests/models/embedder_test.cc). One thread at a time; holds up to 22 MB of weights, made once a worker.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "models/detector.h"
#include "models/face.h"
#include "models/image.h"

namespace facefs {

/// Stored with each embedding: numbers of another network, or of another alignment, cannot be compared.
inline constexpr std::string_view kEmbedderId = "dlib-resnet-v1/5-point-150";

enum class EmbedderEngine : unsigned char {
  dlib,  ///< the reference: number for number what face_recognition gives
  f32,   ///< oneDNN in single precision
  bf16,  ///< oneDNN with weights and activations of 8 significant bits, for processors that multiply them
};

std::string_view name_of(EmbedderEngine engine);
std::optional<EmbedderEngine> engine_named(std::string_view name);

class Embedder {
 public:
  virtual ~Embedder() = default;

  /// One embedding a chip, in their order. Each is kChipSide x kChipSide. What a chip gives does not depend on the
  /// others, but for the last bits: oneDNN may sum in another order for another number of chips.
  virtual std::vector<Embedding> embed(std::span<const Image> chips) = 0;
};

/// f32, with which no decision is another than with dlib; with dlib's own detector dlib, so that the whole chain is the
/// one of face_recognition, number for number. (bf16 turned 3 of 1,766 decisions: docs/benchmarks.md.)
EmbedderEngine usual_engine(DetectorKind detector);

/// Whether this processor has instructions for bf16.
bool multiplies_bf16();

/// With f32 instead of bf16 where the processor lacks that. Throws std::runtime_error naming the file when its weights
/// cannot be loaded.
std::unique_ptr<Embedder> make_embedder(EmbedderEngine engine, const std::filesystem::path& models);

/// Mean over `times` slightly moved, zoomed and mirrored copies of the chip (dlib's jitter_image): costs that many
/// times as much, and is worth it only for references, which are few. The same chip always gives the same numbers.
Embedding embed_jittered(Embedder& embedder, const Image& chip, int times);

}  // namespace facefs
