// SPDX-License-Identifier: Apache-2.0
// Distances of many faces to many, a block at a time: as matrix products, |a - b|^2 = |a|^2 + |b|^2 - 2 ab, which is
// fastest; or by the numbers' differences, where a face must be at distance 0 from itself.
//
// A block holds up to 64 faces number by number (the first number of all of them, then the second), so that the
// processor works on as many pairs at once as it is wide; which instructions it has is found out when the program is
// loaded. A pair's result does not depend on where in a block it stands. Pure; docs/benchmarks.md has the figures.
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
  /// Not to a full one.
  void add(const Embedding& face);

  /// The squared distance of `face` to each of the block, in the order of their adding; what is beyond `size` means
  /// nothing.
  void squared_distances(const Embedding& face, Distances& distances) const;
  /// The same without what rounding the products adds (some 1e-6): exactly 0 for the same numbers.
  void squared_differences(const Embedding& face, Distances& distances) const;

 private:
  alignas(64) std::array<float, Embedding::kSize * kFaces> numbers_{};
  alignas(64) Distances squares_{};
  std::size_t size_ = 0;
};

}  // namespace facefs
