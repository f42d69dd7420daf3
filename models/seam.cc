// SPDX-License-Identifier: Apache-2.0
#include "models/seam.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "models/orientation.h"

namespace facefs {
namespace {

// Mean difference of the two rows, of 255, beyond that of their neighbours. 140 damaged copies of photos have 17 and
// more (nine in ten); undamaged ones have 1 to 5 at their sharpest.
constexpr double kJump = 10;
constexpr int kLines = 4;  // two on each side of the border between two bands

/// Returns the mean difference between line `i` of `part` and the next. A line is a row, or a column where the picture
/// lies on its side.
double difference(const Image& image, const Rect& part, bool columns, int i) {
  const int count = columns ? part.height : part.width;
  const std::ptrdiff_t step = columns ? static_cast<std::ptrdiff_t>(image.stride()) : 3;
  const std::uint8_t* a = image.row(part.y + (columns ? 0 : i)) + std::ptrdiff_t{3} * (part.x + (columns ? i : 0));
  const std::uint8_t* b = columns ? a + 3 : a + image.stride();
  std::int64_t sum = 0;
  for (int n = 0; n < count; ++n, a += step, b += step)
    for (int channel = 0; channel < 3; ++channel) sum += std::abs(a[channel] - b[channel]);
  return static_cast<double>(sum) / (3.0 * count);
}

/// Returns how much worse the border above `row` fits than the lines next to it.
double jump_above(const Raster& picture, Orientation orientation, int width, int height, int row) {
  const Rect wanted = upright_part({0, row - kLines / 2, width, kLines}, width, height, orientation);
  const Raster::Part part = picture.part(wanted);
  const Rect place{wanted.x - part.place.x, wanted.y - part.place.y, wanted.width, wanted.height};
  std::array<double, kLines - 1> differences{};
  for (int i = 0; i + 1 < kLines; ++i)
    differences[static_cast<std::size_t>(i)] = difference(part.image(), place, swaps_sides(orientation), i);
  return differences[1] - std::max(differences[0], differences[2]);
}

}  // namespace

std::optional<int> seam_in(const Raster& picture, Orientation orientation, int rows_a_band, int rows) {
  const bool swaps = swaps_sides(orientation);
  const int width = swaps ? picture.height() : picture.width(), height = swaps ? picture.width() : picture.height();
  std::vector<double> jumps;  // above the bands from the second on
  for (int row = rows_a_band; row + kLines / 2 <= std::min(rows, height); row += rows_a_band)
    jumps.push_back(jump_above(picture, orientation, width, height, row));
  if (jumps.empty()) return std::nullopt;
  const double largest = *std::max_element(jumps.begin(), jumps.end());
  if (largest < kJump) return std::nullopt;
  const auto first = std::find_if(jumps.begin(), jumps.end(), [&](double jump) { return jump >= largest / 2; });
  return static_cast<int>(first - jumps.begin() + 1) * rows_a_band;
}

}  // namespace facefs
