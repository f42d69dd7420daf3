// SPDX-License-Identifier: Apache-2.0
#include "index/face_block.h"

namespace facefs {
namespace {

constexpr std::size_t kFaces = FaceBlock::kFaces;

// GCC's and clang's own vectors: what a loop becomes is not left to the options of the day (measured: the same loops
// ran from 7 to 380 million pairs a second).
using FourFloats = float __attribute__((vector_size(16)));
using EightFloats = float __attribute__((vector_size(32)));

/// products[j] = face * block[j], each summed in the order of the numbers; `kVectors` sums are kept in registers.
template <typename Floats, std::size_t kVectors>
[[gnu::always_inline]] inline void multiply(const float* face, const float* block, float* products) {
  constexpr std::size_t kRow = kFaces / (sizeof(Floats) / sizeof(float));
  const auto* const numbers = reinterpret_cast<const Floats*>(block);
  for (std::size_t first = 0; first < kRow; first += kVectors) {
    Floats sums[kVectors] = {};
    for (std::size_t k = 0; k < Embedding::kSize; ++k)
#pragma GCC unroll 8
      for (std::size_t j = 0; j < kVectors; ++j) sums[j] += face[k] * numbers[k * kRow + first + j];
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) reinterpret_cast<Floats*>(products)[first + j] = sums[j];
  }
}

using Multiply = void (*)(const float* face, const float* block, float* products);

void multiply_anywhere(const float* face, const float* block, float* products) {
  multiply<FourFloats, 8>(face, block, products);
}

#ifdef __x86_64__
[[gnu::target("avx2,fma")]] void multiply_with_avx2(const float* face, const float* block, float* products) {
  multiply<EightFloats, 8>(face, block, products);
}
#endif

Multiply fastest_here() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return multiply_with_avx2;
#endif
  return multiply_anywhere;
}

/// In sixteen partial sums: one alone would be slower than a whole row of products.
float square_of(const Embedding& face) {
  constexpr std::size_t kLanes = 16;
  std::array<float, kLanes> sums{};
  for (std::size_t k = 0; k < Embedding::kSize; k += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += face.values[k + lane] * face.values[k + lane];
  float total = 0;
  for (const float sum : sums) total += sum;
  return total;
}

}  // namespace

void FaceBlock::add(const Embedding& face) {
  for (std::size_t k = 0; k < Embedding::kSize; ++k) numbers_[k * kFaces + size_] = face.values[k];
  squares_[size_++] = square_of(face);
}

void FaceBlock::squared_distances(const Embedding& face, Distances& distances) const {
  static const Multiply multiply_all = fastest_here();
  alignas(64) Distances products;
  multiply_all(face.values.data(), numbers_.data(), products.data());
  const float own = square_of(face);
  for (std::size_t j = 0; j < kFaces; ++j) {
    const float square = own + squares_[j] - 2 * products[j];
    distances[j] = square > 0 ? square : 0;
  }
}

}  // namespace facefs
