// SPDX-License-Identifier: Apache-2.0
#include "index/face_code.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace facefs {
namespace {

constexpr float kLargestCode = 127;
constexpr float kRestsPerStep = 65536;

float largest_of(const Embedding& embedding) {
  float largest = 0;
  for (const float value : embedding.values) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

FaceCode face_code_of(const Embedding& embedding) {
  FaceCode face;
  face.step = largest_of(embedding) / kLargestCode;
  if (!(face.step > 0) || !std::isfinite(face.step)) return {};
  for (std::size_t i = 0; i < Embedding::kSize; ++i) {
    const float steps = embedding.values[i] / face.step;
    const float code = std::clamp(std::round(steps), -kLargestCode, kLargestCode);
    const float rest = std::round((steps - code) * kRestsPerStep);
    face.code[i] = static_cast<std::int8_t>(code);
    face.rest[i] = static_cast<std::int16_t>(std::clamp(rest, -32768.F, 32767.F));
  }
  return face;
}

Embedding embedding_of(const FaceCode& face) {
  Embedding embedding;
  for (std::size_t i = 0; i < Embedding::kSize; ++i)
    embedding.values[i] =
        face.step * (static_cast<float>(face.code[i]) + static_cast<float>(face.rest[i]) / kRestsPerStep);
  return embedding;
}

CodeGeometry geometry_of(const FaceCode& face) {
  std::int32_t square = 0;
  double error = 0;
  for (std::size_t i = 0; i < Embedding::kSize; ++i) {
    square += face.code[i] * face.code[i];
    const double rest = static_cast<double>(face.rest[i]) / static_cast<double>(kRestsPerStep);
    error += rest * rest;
  }
  const auto step = static_cast<double>(face.step);
  return {static_cast<float>(step * step * square), static_cast<float>(step * std::sqrt(error))};
}

std::uint32_t checksum_of_code(const FaceCode& face) {
  const auto seed = std::bit_cast<std::uint32_t>(face.step);
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(face.code.data(), face.code.size(), seed));
}

}  // namespace facefs
