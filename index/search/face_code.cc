// SPDX-License-Identifier: Apache-2.0
#include "index/search/face_code.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "index/search/face_axes.h"

namespace facefs {
namespace {

constexpr float kLargestCode = 127;
constexpr float kRestsPerStep = 65536;

static_assert(kLeadingCodes <= kLeadingAxes);

float largest_of(const Embedding& along) {
  float largest = 0;
  for (const float value : along.values) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

FaceCode face_code_of(const Embedding& embedding) {
  const Embedding along = along_axes(embedding);
  FaceCode face;
  face.step = largest_of(along) / kLargestCode;
  if (!(face.step > 0) || !std::isfinite(face.step)) return {};
  for (std::size_t i = 0; i < Embedding::kSize; ++i) {
    const float steps = along.values[i] / face.step;
    const float code = std::clamp(std::round(steps), -kLargestCode, kLargestCode);
    const float rest = std::round((steps - code) * kRestsPerStep);
    face.code[i] = static_cast<std::int8_t>(code);
    face.rest[i] = static_cast<std::int16_t>(std::clamp(rest, -32768.F, 32767.F));
  }
  return face;
}

Embedding numbers_of(const FaceCode& face) {
  Embedding numbers;
  for (std::size_t i = 0; i < Embedding::kSize; ++i)
    numbers.values[i] =
        face.step * (static_cast<float>(face.code[i]) + static_cast<float>(face.rest[i]) / kRestsPerStep);
  return numbers;
}

Embedding embedding_of(const FaceCode& face) {
  return from_axes(numbers_of(face));
}

CodeGeometry geometry_of(const FaceCode& face) {
  std::int32_t leading = 0;
  std::int32_t others = 0;
  double error = 0;
  for (std::size_t i = 0; i < Embedding::kSize; ++i) {
    (i < kLeadingCodes ? leading : others) += face.code[i] * face.code[i];
    const double rest = static_cast<double>(face.rest[i]) / static_cast<double>(kRestsPerStep);
    error += rest * rest;
  }
  const auto step = static_cast<double>(face.step);
  const auto square_of = [step](std::int32_t squares) { return static_cast<float>(step * step * squares); };
  return {square_of(leading), square_of(others), static_cast<float>(step * std::sqrt(error))};
}

CodeQuery::CodeQuery(const Embedding& embedding) : face(face_code_of(embedding)), geometry(geometry_of(face)) {}

std::uint32_t checksum_of_code(const FaceCode& face) {
  const auto seed = std::bit_cast<std::uint32_t>(face.step);
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(face.code.data(), face.code.size(), seed));
}

}  // namespace facefs
