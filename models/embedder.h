// SPDX-License-Identifier: Apache-2.0
// Turns a face chip into 128 numbers by dlib's ResNet with 29 convolutions, weights of
// dlib_face_recognition_resnet_model_v1. One of three engines runs it.
//
// oneDNN's two engines are four and ten times as fast as dlib's (docs/benchmarks.md). All three run the same network:
// f32 stays within 1e-3 of dlib, bf16 within 0.01, where two people are more than 0.5 apart
// (tests/models/embedder_test.cc). One thread at a time. Holds up to 22 MB of weights; made once, before the workers
// are forked (models/fork_server.h).
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

/// Stored with each embedding, because numbers of another network, or of another alignment, cannot be compared.
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

  /// Returns one embedding for each chip, in their order. Each chip is kChipSide x kChipSide. What a chip gives does
  /// not depend on the others, except in the last bits. (oneDNN may sum in another order for another number of chips.)
  virtual std::vector<Embedding> embed(std::span<const Image> chips) = 0;
};

/// Returns f32, with which every decision is as with dlib. For dlib's own detector it returns dlib, so that the whole
/// chain is that of face_recognition, number for number. (bf16 turned 3 of 1,766 decisions: docs/benchmarks.md.)
EmbedderEngine usual_engine(DetectorKind detector);

/// Tells whether this processor has instructions for bf16.
bool multiplies_bf16();

/// Makes an embedder, with f32 instead of bf16 where the processor lacks that. Throws std::runtime_error naming the
/// file when its weights cannot be loaded.
std::unique_ptr<Embedder> make_embedder(EmbedderEngine engine, const std::filesystem::path& models);

/// Returns the mean over `times` slightly moved, zoomed and mirrored copies of the chip (dlib's jitter_image). Costs
/// that many times as much, and is worth it only for references, which are few. The same chip always gives the same
/// numbers.
Embedding embed_jittered(Embedder& embedder, const Image& chip, int times);

}  // namespace facefs
