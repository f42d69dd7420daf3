// SPDX-License-Identifier: Apache-2.0
#include "index/faces/distance_block.h"

namespace facefs {
namespace {

constexpr std::size_t kFaces = DistanceBlock::kFaces;

// GCC's and clang's own vector types, so that the speed does not depend on the compiler's options. (Measured: plain
// loops of this kind ran from 7 to 380 million pairs a second.)
using FourFloats = float __attribute__((vector_size(16)));
using EightFloats = float __attribute__((vector_size(32)));

struct Product {
  template <typename Floats>
  [[gnu::always_inline]] static void add(Floats& sum, float a, const Floats& b) {
    sum += a * b;
  }
};

struct SquaredDifference {
  template <typename Floats>
  [[gnu::always_inline]] static void add(Floats& sum, float a, const Floats& b) {
    const Floats difference = a - b;
    sum += difference * difference;
  }
};

/// Sets results[j] to the sum of the Terms of face[k] and block[j][k], in the order of the numbers. Keeps `kVectors`
/// vectors of sums in registers.
template <typename Term, typename Floats, std::size_t kVectors>
[[gnu::always_inline]] inline void add_up(const float* face, const float* block, float* results) {
  constexpr std::size_t kRow = kFaces / (sizeof(Floats) / sizeof(float));
  const auto* const numbers = reinterpret_cast<const Floats*>(block);
  for (std::size_t first = 0; first < kRow; first += kVectors) {
    Floats sums[kVectors] = {};
    for (std::size_t k = 0; k < Embedding::kSize; ++k)
#pragma GCC unroll 8
      for (std::size_t j = 0; j < kVectors; ++j) Term::add(sums[j], face[k], numbers[k * kRow + first + j]);
#pragma GCC unroll 8
    for (std::size_t j = 0; j < kVectors; ++j) reinterpret_cast<Floats*>(results)[first + j] = sums[j];
  }
}

using AddUp = void (*)(const float* face, const float* block, float* results);

template <typename Term>
void add_up_anywhere(const float* face, const float* block, float* results) {
  add_up<Term, FourFloats, 8>(face, block, results);
}

#ifdef __x86_64__
template <typename Term>
[[gnu::target("avx2,fma")]] void add_up_with_avx2(const float* face, const float* block, float* results) {
  add_up<Term, EightFloats, 8>(face, block, results);
}
#endif

template <typename Term>
AddUp fastest_here() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return add_up_with_avx2<Term>;
#endif
  return add_up_anywhere<Term>;
}

/// Returns the squared length. It uses sixteen partial sums, because one alone would be slower than a row of products.
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

void DistanceBlock::add(const Embedding& face) {
  for (std::size_t k = 0; k < Embedding::kSize; ++k) numbers_[k * kFaces + size_] = face.values[k];
  squares_[size_++] = square_of(face);
}

void DistanceBlock::squared_distances(const Embedding& face, Distances& distances) const {
  static const AddUp multiply_all = fastest_here<Product>();
  alignas(64) Distances products;
  multiply_all(face.values.data(), numbers_.data(), products.data());
  const float own = square_of(face);
  for (std::size_t j = 0; j < kFaces; ++j) {
    const float square = own + squares_[j] - 2 * products[j];
    distances[j] = square > 0 ? square : 0;
  }
}

void DistanceBlock::squared_differences(const Embedding& face, Distances& distances) const {
  static const AddUp differ_from_all = fastest_here<SquaredDifference>();
  alignas(64) Distances sums;
  differ_from_all(face.values.data(), numbers_.data(), sums.data());
  distances = sums;
}

}  // namespace facefs
