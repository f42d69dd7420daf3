// SPDX-License-Identifier: Apache-2.0
// Which networks read a photo: the detector that finds faces, the embedder that turns each into numbers, and the engine
// that runs the embedder.
//
// Depends on none of their libraries, so that a program that only names networks loads none. Any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace facefs {

/// YuNet finds faces of every pose, and five points in each. HOG is dlib's: the one that face_recognition uses.
enum class DetectorKind : unsigned char { yunet, hog };

/// SFace tells more people apart. dlib's ResNet is the one that face_recognition uses.
enum class EmbedderKind : unsigned char { sface, dlib };
inline constexpr std::array<EmbedderKind, 2> kEmbedders = {EmbedderKind::sface, EmbedderKind::dlib};

enum class EmbedderEngine : unsigned char {
  dlib,  ///< the reference of dlib's network: number for number what face_recognition gives
  f32,   ///< oneDNN in single precision
  bf16,  ///< oneDNN with weights and activations of 8 significant bits, for processors that multiply them
};

/// The radius of the sphere that SFace's embeddings lie on. With it, 0.60 is the distance within which one pair of
/// strangers in a thousand is, as it is with dlib's network (docs/matching.md). SFace itself gives lengths of any size.
inline constexpr float kSfaceRadius = 0.6F / 1.125F;

std::string_view name_of(DetectorKind kind);
std::string_view name_of(EmbedderKind kind);
std::string_view name_of(EmbedderEngine engine);
std::optional<DetectorKind> detector_named(std::string_view name);
std::optional<EmbedderKind> embedder_named(std::string_view name);
std::optional<EmbedderEngine> engine_named(std::string_view name);

struct Networks {
  DetectorKind detector = DetectorKind::yunet;
  EmbedderKind embedder = EmbedderKind::sface;
  EmbedderEngine engine = EmbedderEngine::f32;
  bool operator==(const Networks&) const = default;
};

/// What somebody asked for. The rest follows from it.
struct NetworksAsked {
  DetectorKind detector = DetectorKind::yunet;
  std::optional<EmbedderKind> embedder{};
  std::optional<EmbedderEngine> engine{};
};

/// Returns the networks. HOG brings dlib's embedder and engine, so that the whole chain is that of face_recognition.
/// dlib's engine brings dlib's embedder. Otherwise the embedder is SFace and the engine f32. Throws
/// std::invalid_argument with a sentence where two things that were asked for do not go together.
Networks networks_for(const NetworksAsked& asked);

/// Returns a text that is stored with faces: numbers of another detector, network or alignment cannot be compared.
std::string models_id(const Networks& networks);

/// Returns the embedder that such a text names; nothing for one that this program does not know.
std::optional<EmbedderKind> embedder_in(std::string_view models_id);

}  // namespace facefs
