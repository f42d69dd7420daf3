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
  const auto& planes = std::get<YccPlanes>(pixels_);
  return swaps_sides(orientation_) ? planes.height : planes.width;
}

int Raster::height() const {
  if (const auto* image = std::get_if<Image>(&pixels_)) return image->height;
  const auto& planes = std::get<YccPlanes>(pixels_);
  return swaps_sides(orientation_) ? planes.width : planes.height;
}

Rect Raster::within(const Rect& wanted) const {
  const int left = std::clamp(wanted.x, 0, width()), top = std::clamp(wanted.y, 0, height());
  const int right = std::clamp(wanted.x + wanted.width, left, width());
  const int bottom = std::clamp(wanted.y + wanted.height, top, height());
  return {left, top, right - left, bottom - top};
}

Raster::Part Raster::part(const Rect& wanted) const& {
  if (const auto* image = std::get_if<Image>(&pixels_)) return {{0, 0, image->width, image->height}, image};
  const auto& planes = std::get<YccPlanes>(pixels_);
  const Rect place = within(wanted);
  return {place, rgb_of(planes, stored_part(place, planes.width, planes.height, orientation_), orientation_)};
}

Image Raster::cut_out(const Rect& wanted) const {
  const Rect place = within(wanted);
  if (const auto* planes = std::get_if<YccPlanes>(&pixels_))
    return rgb_of(*planes, stored_part(place, planes->width, planes->height, orientation_), orientation_);
  const auto& image = std::get<Image>(pixels_);
  Image result(place.width, place.height);
  for (int y = 0; y < place.height; ++y)
    std::memcpy(result.row(y), image.row(place.y + y) + 3 * static_cast<std::ptrdiff_t>(place.x), result.stride());
  return result;
}

Image Raster::whole() const& {
  if (const auto* image = std::get_if<Image>(&pixels_)) return *image;
  const auto& planes = std::get<YccPlanes>(pixels_);
  return rgb_of(planes, {0, 0, planes.width, planes.height}, orientation_);
}

Image Raster::whole() && {
  if (auto* image = std::get_if<Image>(&pixels_)) return std::exchange(*image, Image());
  Image whole = std::as_const(*this).whole();
  pixels_ = Image();
  return whole;
}

Image Raster::shrunk(int side) const {
  if (std::max(width(), height()) <= side) return whole();
  if (const auto* image = std::get_if<Image>(&pixels_)) return facefs::shrunk(*image, side);
  return turned_upright(facefs::shrunk(std::get<YccPlanes>(pixels_), side), orientation_);
}

}  // namespace facefs
