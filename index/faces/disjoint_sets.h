// SPDX-License-Identifier: Apache-2.0
// Disjoint sets with path halving (Tarjan and van Leeuwen, 1984).
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

namespace facefs {

class DisjointSets {
 public:
  explicit DisjointSets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  /// Adds `count` nodes, each a set of its own.
  void add(std::size_t count) {
    parent_.resize(parent_.size() + count);
    std::iota(parent_.end() - static_cast<std::ptrdiff_t>(count), parent_.end(), parent_.size() - count);
  }
  void join(std::size_t a, std::size_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace facefs
