// SPDX-License-Identifier: Apache-2.0
// A large picture made small: what a detector looks at.
//
// First by a whole number of pixels to one, with sums instead of weights, because that reads twelve megapixels at the
// speed of memory (cv::resize with INTER_AREA takes ten times as long); then the rest by bilinear interpolation. Pure.
#pragma once

#include <vector>

#include "models/image.h"

namespace facefs {

/// Its long side at most `side` pixels; the picture itself where it is not longer.
Image shrunk(const Image& image, int side);

/// Room for a picture of that size once its long side is `side`.
Image shrunk_canvas(int width, int height, int side);

/// Somebody else's pixels: an Image's, or one plane of them.
struct Pixels {
  const std::uint8_t* bytes;
  int width, height, channels;
  std::size_t stride;  ///< from row to row, in bytes

  Pixels(const std::uint8_t* first, int columns, int rows, std::size_t bytes_a_row)
      : bytes(first), width(columns), height(rows), channels(1), stride(bytes_a_row) {}
  explicit Pixels(const Image& image)
      : bytes(image.rgb.data()), width(image.width), height(image.height), channels(3), stride(image.stride()) {}
};

/// To `width` x `height`, which is what `to` has room for, without gaps; boxes of `across` x `down` come first.
void shrink(const Pixels& from, int across, int down, std::uint8_t* to, int width, int height);

/// Each pixel the mean of `across` x `down` ones (1 to kMostBox); rows and columns that are left over go.
std::vector<std::uint8_t> boxed(const Pixels& from, int across, int down);
inline constexpr int kMostBox = 16;  // its sums fit 16 bits

}  // namespace facefs
