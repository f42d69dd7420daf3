// SPDX-License-Identifier: Apache-2.0
#include "models/networks.h"

#include <stdexcept>
#include <utility>

namespace facefs {
namespace {

template <class Kind, std::size_t Count>
using Names = std::array<std::pair<Kind, std::string_view>, Count>;

constexpr Names<DetectorKind, 2> kDetectors = {{{DetectorKind::yunet, "yunet"}, {DetectorKind::hog, "hog"}}};
constexpr Names<EmbedderKind, 2> kEmbedderNames = {{{EmbedderKind::sface, "sface"}, {EmbedderKind::dlib, "dlib"}}};
constexpr Names<EmbedderEngine, 3> kEngines = {
    {{EmbedderEngine::dlib, "dlib"}, {EmbedderEngine::f32, "f32"}, {EmbedderEngine::bf16, "bf16"}}};

/// Each network with the alignment that it sees faces in.
constexpr Names<EmbedderKind, 2> kIds = {
    {{EmbedderKind::sface, "sface-2021dec/5-point-112"}, {EmbedderKind::dlib, "dlib-resnet-v1/5-point-150"}}};

template <class Kind, std::size_t Count>
std::string_view name_in(const Names<Kind, Count>& names, Kind kind) {
  for (const auto& [one, name] : names)
    if (one == kind) return name;
  return {};
}

template <class Kind, std::size_t Count>
std::optional<Kind> kind_in(const Names<Kind, Count>& names, std::string_view name) {
  for (const auto& [kind, its] : names)
    if (its == name) return kind;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(DetectorKind kind) {
  return name_in(kDetectors, kind);
}
std::string_view name_of(EmbedderKind kind) {
  return name_in(kEmbedderNames, kind);
}
std::string_view name_of(EmbedderEngine engine) {
  return name_in(kEngines, engine);
}
std::optional<DetectorKind> detector_named(std::string_view name) {
  return kind_in(kDetectors, name);
}
std::optional<EmbedderKind> embedder_named(std::string_view name) {
  return kind_in(kEmbedderNames, name);
}
std::optional<EmbedderEngine> engine_named(std::string_view name) {
  return kind_in(kEngines, name);
}

Networks networks_for(const NetworksAsked& asked) {
  const bool is_hog = asked.detector == DetectorKind::hog;
  const bool is_dlib = is_hog || asked.engine == EmbedderEngine::dlib;
  const EmbedderKind embedder = asked.embedder.value_or(is_dlib ? EmbedderKind::dlib : EmbedderKind::sface);
  const EmbedderEngine engine = asked.engine.value_or(is_hog ? EmbedderEngine::dlib : EmbedderEngine::f32);
  if (is_hog && embedder == EmbedderKind::sface)
    throw std::invalid_argument(
        "the embedder \"sface\" needs the five points that the detector \"yunet\" finds, and \"hog\" finds none: "
        "change one of the two");
  if (embedder == EmbedderKind::sface && engine == EmbedderEngine::dlib)
    throw std::invalid_argument(
        "the engine \"dlib\" runs the embedder \"dlib\" alone: choose \"f32\" or \"bf16\", or that embedder");
  return {asked.detector, embedder, engine};
}

std::string models_id(const Networks& networks) {
  return std::string(name_of(networks.detector)) + "/" + std::string(name_in(kIds, networks.embedder));
}

std::optional<EmbedderKind> embedder_in(std::string_view models_id) {
  for (const auto& [kind, id] : kIds)
    if (models_id.find(id) != std::string_view::npos) return kind;
  return std::nullopt;
}

}  // namespace facefs
