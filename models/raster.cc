// SPDX-License-Identifier: Apache-2.0
#include "models/raster.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/orientation.h"
#include "models/shrink.h"

namespace facefs {

int Raster::width() const {
  if (const auto* image = std::get_if<Image>(&pixels_)) return image->width;
  return swaps_sides(orientation_) ? planes().height : planes().width;
}

int Raster::height() const {
  if (const auto* image = std::get_if<Image>(&pixels_)) return image->height;
  return swaps_sides(orientation_) ? planes().width : planes().height;
}

Rect Raster::within(const Rect& wanted) const {
  const int left = std::clamp(wanted.x, 0, width()), top = std::clamp(wanted.y, 0, height());
  const int right = std::clamp(wanted.x + wanted.width, left, width());
  const int bottom = std::clamp(wanted.y + wanted.height, top, height());
  return {left, top, right - left, bottom - top};
}

Raster::Part Raster::part(const Rect& wanted) const& {
  if (const auto* image = std::get_if<Image>(&pixels_)) return {{0, 0, image->width, image->height}, image};
  const Rect place = within(wanted);
  return {place, cut_out(place)};
}

Image Raster::cut_out(const Rect& wanted) const {
  const Rect place = within(wanted);
  const auto* image = std::get_if<Image>(&pixels_);
  if (!image) return rgb_of(planes(), stored_part(place, planes().width, planes().height, orientation_), orientation_);
  Image result(place.width, place.height);
  for (int y = 0; y < place.height; ++y)
    std::memcpy(result.row(y), image->row(place.y + y) + 3 * static_cast<std::ptrdiff_t>(place.x), result.stride());
  return result;
}

Image Raster::whole() const& {
  if (const auto* image = std::get_if<Image>(&pixels_)) return *image;
  return rgb_of(planes(), {0, 0, planes().width, planes().height}, orientation_);
}

Image Raster::whole() && {
  if (auto* image = std::get_if<Image>(&pixels_)) return std::exchange(*image, Image());
  Image whole = std::as_const(*this).whole();
  pixels_ = Image();
  return whole;
}

Raster Raster::turned(Orientation turn, int side) const {
  if (const auto* stored = std::get_if<Stored>(&pixels_)) return {*stored, composed(orientation_, turn)};
  return turned_upright(shrunk(side), turn);
}

Image Raster::shrunk(int side) const {
  if (std::max(width(), height()) <= side) return whole();
  if (const auto* image = std::get_if<Image>(&pixels_)) return facefs::shrunk(*image, side);
  return turned_upright(facefs::shrunk(planes(), side), orientation_);
}

}  // namespace facefs
