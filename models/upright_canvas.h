// SPDX-License-Identifier: Apache-2.0
// Takes a picture row by row as it is stored, and gives it back upright. It is turned some rows at a time, so that it
// is never in memory twice. One thread. It may be given up between two rows.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

class UprightCanvas {
 public:
  UprightCanvas() = default;
  /// Takes the width and height of the stored picture.
  UprightCanvas(int width, int height, Orientation orientation);
  /// Returns room for the next row; the one before must be complete.
  std::uint8_t* next_row();
  Image take();

 private:
  void turn_band();

  Image upright_;
  Image band_;  ///< rows that are still to be turned
  int height_ = 0;
  int next_ = 0;  ///< the next row
  int band_begins_ = 0;
  Orientation orientation_ = Orientation::upright;
};

}  // namespace facefs
