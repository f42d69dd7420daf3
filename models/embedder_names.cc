// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "models/embedder.h"

namespace facefs {
namespace {

constexpr std::array<std::pair<EmbedderEngine, std::string_view>, 3> kNames = {
    {{EmbedderEngine::dlib, "dlib"}, {EmbedderEngine::f32, "f32"}, {EmbedderEngine::bf16, "bf16"}}};

}  // namespace

EmbedderEngine usual_engine(DetectorKind detector) {
  return detector == DetectorKind::hog ? EmbedderEngine::dlib : EmbedderEngine::f32;
}

std::string_view name_of(EmbedderEngine engine) {
  for (const auto& [one, name] : kNames)
    if (one == engine) return name;
  return {};
}

std::optional<EmbedderEngine> engine_named(std::string_view name) {
  for (const auto& [engine, its] : kNames)
    if (its == name) return engine;
  return std::nullopt;
}

}  // namespace facefs
