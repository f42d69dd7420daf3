// SPDX-License-Identifier: Apache-2.0
// A picture that comes row by row as it is stored, and stands upright in the end: it is turned some rows at a time, so
// that it is never there twice. One thread. It may be given up between two rows.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

class UprightCanvas {
 public:
  UprightCanvas() = default;
  /// As it is stored.
  UprightCanvas(int width, int height, Orientation orientation);
  /// Room for the next one; the one before is done.
  std::uint8_t* next_row();
  Image take();

 private:
  void turn_band();

  Image upright_;
  Image band_;  ///< where it must be turned
  int height_ = 0;
  int next_ = 0;  ///< row
  int band_begins_ = 0;
  Orientation orientation_ = Orientation::upright;
};

}  // namespace facefs
