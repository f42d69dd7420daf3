// SPDX-License-Identifier: Apache-2.0
#include "models/upright_canvas.h"

#include <algorithm>
#include <utility>

#include "models/orientation.h"

namespace facefs {
namespace {

constexpr int kBandRows = 128;  // rows that are turned at once

}  // namespace

UprightCanvas::UprightCanvas(int width, int height, Orientation orientation)
    : upright_(upright_canvas(width, height, orientation)), height_(height), orientation_(orientation) {
  if (orientation != Orientation::upright) band_ = Image(width, std::min(height, kBandRows));
}

std::uint8_t* UprightCanvas::next_row() {
  if (orientation_ == Orientation::upright) return upright_.row(next_++);
  if (next_ - band_begins_ == band_.height) turn_band();
  return band_.row(next_++ - band_begins_);
}

void UprightCanvas::turn_band() {
  put_upright(band_, band_begins_, next_ - band_begins_, height_, orientation_, upright_);
  band_begins_ = next_;
}

Image UprightCanvas::take() {
  if (orientation_ != Orientation::upright) turn_band();
  return std::move(upright_);
}

}  // namespace facefs
