// SPDX-License-Identifier: Apache-2.0
#include "index/search/face_axes.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "index/search/face_axes_table.h"
#include "system/clones.h"

namespace facefs {
namespace {

constexpr std::size_t kSize = Embedding::kSize;
using Axis = std::array<double, kSize>;
using Square = std::array<Axis, kSize>;

double dot(const Axis& a, const Axis& b) {
  double sum = 0;
  for (std::size_t k = 0; k < kSize; ++k) sum += a[k] * b[k];
  return sum;
}

/// Turns the axis to right angles with those before it, and makes its length 1. Uses Gram and Schmidt's method twice:
/// after that only the last bit is wrong.
void stand_at_right_angles(Axis& axis, const Square& axes, std::size_t before) {
  for (int pass = 0; pass < 2; ++pass)
    for (std::size_t a = 0; a < before; ++a) {
      const double along = dot(axis, axes[a]);
      for (std::size_t k = 0; k < kSize; ++k) axis[k] -= along * axes[a][k];
    }
  const double length = std::sqrt(dot(axis, axis));
  for (double& number : axis) number /= length;
}

/// Returns the unit vector of the embedding's number that the axes so far cover least.
Axis least_known(const Square& axes, std::size_t before) {
  Axis known{};
  for (std::size_t a = 0; a < before; ++a)
    for (std::size_t k = 0; k < kSize; ++k) known[k] += axes[a][k] * axes[a][k];
  Axis unit{};
  unit[static_cast<std::size_t>(std::min_element(known.begin(), known.end()) - known.begin())] = 1;
  return unit;
}

/// The matrices of both directions. In each, the factors of one input number lie side by side.
struct Turning {
  Square from_axes{};
  Square to_axes{};
  Turning() {
    for (std::size_t a = 0; a < kSize; ++a) {
      Axis& axis = from_axes[a];
      if (a < kLeadingAxes)
        std::copy(kFaceAxes[a].begin(), kFaceAxes[a].end(), axis.begin());
      else
        axis = least_known(from_axes, a);
      stand_at_right_angles(axis, from_axes, a);
      for (std::size_t k = 0; k < kSize; ++k) to_axes[k][a] = axis[k];
    }
  }
};

const Turning& turning() {
  static const auto here = std::make_unique<const Turning>();
  return *here;
}

/// Multiplies an embedding by a matrix. No instruction may multiply and add at once: an embedding is the same on every
/// processor, to the bit (models/face.h).
FACEFS_CLONES("avx2", "default")
void turn(const Square& square, const Embedding& embedding, Embedding& turned) {
  constexpr std::size_t kPiece = 64;
  for (std::size_t first = 0; first < kSize; first += kPiece) {
    std::array<double, kPiece> sums{};
    for (std::size_t i = 0; i < kSize; ++i)
      for (std::size_t k = 0; k < kPiece; ++k)
        sums[k] += static_cast<double>(embedding.values[i]) * square[i][first + k];
    for (std::size_t k = 0; k < kPiece; ++k) turned.values[first + k] = static_cast<float>(sums[k]);
  }
}

}  // namespace

Embedding along_axes(const Embedding& embedding) {
  Embedding along;
  turn(turning().to_axes, embedding, along);
  return along;
}

Embedding from_axes(const Embedding& along) {
  Embedding embedding;
  turn(turning().from_axes, along, embedding);
  return embedding;
}

}  // namespace facefs
