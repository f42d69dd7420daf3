// SPDX-License-Identifier: Apache-2.0
#include "models/face.h"

#include "system/clones.h"

namespace facefs {
namespace {

Point middle(const Point& a, const Point& b) {
  return {(a.x + b.x) / 2, (a.y + b.y) / 2};
}

}  // namespace

Eyes eyes_of(const Landmarks& points, EmbedderKind aligned_for) {
  if (aligned_for == EmbedderKind::sface) return {points[0], points[1]};
  return {middle(points[2], points[3]), middle(points[0], points[1])};
}

/// Adds up sixteen partial sums. The compiler may not reorder a single sum, which would run one lane wide. No
/// instruction that adds and multiplies at once is used, because it rounds otherwise.
FACEFS_CLONES("avx2", "default")
float distance(const Embedding& a, const Embedding& b) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  for (std::size_t i = 0; i < Embedding::kSize; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float difference = a.values[i + lane] - b.values[i + lane];
      sums[lane] += difference * difference;
    }
  float total = 0;
  for (const float sum : sums) total += sum;
  return std::sqrt(total);
}

Embedding with_length(Embedding embedding, float length) {
  double square = 0;
  for (const float value : embedding.values) square += static_cast<double>(value) * static_cast<double>(value);
  const auto scale = static_cast<float>(square > 0 ? static_cast<double>(length) / std::sqrt(square) : 0);
  for (float& value : embedding.values) value *= scale;
  return embedding;
}

}  // namespace facefs
