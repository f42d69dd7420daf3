// SPDX-License-Identifier: Apache-2.0
// A picture as most JPEGs hold it: brightness at full size, and the two colours at half of it, across (4:2:2) or both
// ways (4:2:0). Twelve megapixels take 18 or 24 MB, where RGB takes 36. Most of these pixels are never looked at in
// full.
//
// A part is converted, to the bit, as libjpeg converts the whole: colours spread by its triangle filter ("fancy
// upsampling", jdsample.c), and JFIF's conversion. Pure; any thread.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

struct YccPlanes {
  int width = 0;
  int height = 0;
  bool rows_halved = false;  ///< of the colours: 4:2:0
  std::size_t stride = 0;    ///< of brightness, in bytes; half of it for a colour
  std::vector<std::uint8_t, Uncleared<std::uint8_t>> bytes;

  YccPlanes() = default;
  /// Makes room for whole blocks of 16 x 16 pixels, as a decoder writes them. Pixels beyond the picture are never read.
  YccPlanes(int columns, int rows, bool halves_rows);

  int colour_width() const { return (width + 1) / 2; }
  int colour_height() const { return rows_halved ? (height + 1) / 2 : height; }
  std::uint8_t* brightness(int y) { return bytes.data() + static_cast<std::size_t>(y) * stride; }
  std::uint8_t* colour(int which, int y) { return bytes.data() + colour_at(which, y); }
  const std::uint8_t* brightness(int y) const { return bytes.data() + static_cast<std::size_t>(y) * stride; }
  const std::uint8_t* colour(int which, int y) const { return bytes.data() + colour_at(which, y); }

 private:
  std::size_t stored_rows() const { return static_cast<std::size_t>(height + 15) / 16 * 16; }
  std::size_t colour_at(int which, int y) const;
};

/// Returns a part of the picture as RGB, standing upright. `part` lies within the picture as it is stored.
Image rgb_of(const YccPlanes& planes, const Rect& part, Orientation orientation);

/// Returns the picture as it is stored, with its long side `side` pixels. Each plane is shrunk by itself, as
/// models/shrink.h does it.
Image shrunk(const YccPlanes& planes, int side);

}  // namespace facefs
