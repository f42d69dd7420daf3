// SPDX-License-Identifier: Apache-2.0
// Turns a face chip into 128 numbers that are near those of the same person's other faces.
//
// Two networks do: SFace, and dlib's ResNet with 29 convolutions (dlib_face_recognition_resnet_model_v1). oneDNN runs
// either, in f32 or bf16. dlib's own engine is the reference of its network: f32 stays within 1e-3 of it, bf16 within
// 0.01, where two people are more than 0.5 apart (tests/models/embedder_test.cc). SFace's reference is OpenCV
// (tests/models/sface_test.cc). One thread at a time. Holds up to 22 MB of weights; made once, before the workers are
// forked (models/fork_server.h).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "models/face.h"
#include "models/image.h"
#include "models/networks.h"

namespace facefs {

class Embedder {
 public:
  virtual ~Embedder() = default;

  /// Returns one embedding for each chip, in their order. A chip has the size that the network's
  /// aligner makes (models/aligner.h). What a chip gives does not depend on the others, except in the last bits.
  /// (oneDNN may sum in another order for another number of chips.)
  virtual std::vector<Embedding> embed(std::span<const Image> chips) = 0;
};

/// Tells whether this processor has instructions for bf16.
bool multiplies_bf16();

/// Makes an embedder, with f32 instead of bf16 where the processor lacks that. Throws std::runtime_error naming the
/// file when its weights cannot be loaded.
std::unique_ptr<Embedder> make_embedder(EmbedderKind kind, EmbedderEngine engine, const std::filesystem::path& models);

/// Returns a reference's embedding: a mean that is nearer to the person's other photos than one chip's. For SFace it is
/// that of the chip and its mirror image; for dlib's network that of ten jittered copies. The same chip always gives
/// the same numbers.
Embedding embed_reference(EmbedderKind kind, Embedder& embedder, const Image& chip);

/// Returns the mean over `times` slightly moved, zoomed and mirrored copies of the chip (dlib's jitter_image). Costs
/// that many times as much, and is worth it only for references, which are few.
Embedding embed_jittered(Embedder& embedder, const Image& chip, int times);

}  // namespace facefs
