// SPDX-License-Identifier: Apache-2.0
// Distances of many faces to many, a block at a time. Matrix products, |a - b|^2 = |a|^2 + |b|^2 - 2 ab, are the
// fastest way. The differences of the numbers are for callers that need distance 0 from a face to itself.
//
// A block holds up to 64 faces number by number: the first number of all of them, then the second. So the processor
// works on as many pairs at once as its registers hold. Which instructions it has is found out at the first use. A
// pair's result does not depend on its place in the block. Pure; docs/benchmarks.md has the figures.
#pragma once

#include <array>
#include <cstddef>

#include "models/face.h"

namespace facefs {

class DistanceBlock {
 public:
  static constexpr std::size_t kFaces = 64;
  using Distances = std::array<float, kFaces>;

  std::size_t size() const { return size_; }
  bool is_full() const { return size_ == kFaces; }
  void clear() { size_ = 0; }
  /// Adds a face. The block must not be full.
  void add(const Embedding& face);

  /// Writes the squared distance of `face` to each face of the block, in the order of adding. Entries from `size` on
  /// mean nothing.
  void squared_distances(const Embedding& face, Distances& distances) const;
  /// Writes the squared distances without the rounding of products (about 1e-6): exactly 0 for equal numbers.
  void squared_differences(const Embedding& face, Distances& distances) const;

 private:
  alignas(64) std::array<float, Embedding::kSize * kFaces> numbers_{};
  alignas(64) Distances squares_{};
  std::size_t size_ = 0;
};

}  // namespace facefs
