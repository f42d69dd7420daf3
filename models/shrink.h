// SPDX-License-Identifier: Apache-2.0
// Makes a large picture small, for a detector to look at.
//
// First it averages boxes of a whole number of pixels, with sums instead of weights. That reads twelve megapixels at
// the speed of memory (cv::resize with INTER_AREA takes ten times as long). Bilinear interpolation does the rest. Pure.
#pragma once

#include <vector>

#include "models/image.h"

namespace facefs {

/// Returns the picture with its long side at most `side` pixels; a copy where it is not longer.
Image shrunk(const Image& image, int side);

/// Returns room for a picture of that size once its long side is `side` pixels.
Image shrunk_canvas(int width, int height, int side);

/// A view of pixels: an Image's, or one plane of them.
struct Pixels {
  const std::uint8_t* bytes;
  int width, height, channels;
  std::size_t stride;  ///< from row to row, in bytes

  Pixels(const std::uint8_t* first, int columns, int rows, std::size_t bytes_a_row)
      : bytes(first), width(columns), height(rows), channels(1), stride(bytes_a_row) {}
  explicit Pixels(const Image& image)
      : bytes(image.rgb.data()), width(image.width), height(image.height), channels(3), stride(image.stride()) {}
};

/// Shrinks `from` to `width` x `height` pixels, for which `to` has room without gaps. Boxes of `across` x `down` are
/// averaged first.
void shrink(const Pixels& from, int across, int down, std::uint8_t* to, int width, int height);

/// Returns a picture in which each pixel is the mean of `across` x `down` ones (1 to kMostBox). Drops rows and columns
/// that are left over.
std::vector<std::uint8_t> boxed(const Pixels& from, int across, int down);
inline constexpr int kMostBox = 16;  // its sums fit 16 bits

}  // namespace facefs
