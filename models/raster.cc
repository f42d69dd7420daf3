// SPDX-License-Identifier: Apache-2.0
#include "models/raster.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/orientation.h"
#include "models/shrink.h"

namespace facefs {
namespace {

Rect within(const Rect& wanted, int width, int height) {
  const int left = std::clamp(wanted.x, 0, width), top = std::clamp(wanted.y, 0, height);
  const int right = std::clamp(wanted.x + wanted.width, left, width);
  const int bottom = std::clamp(wanted.y + wanted.height, top, height);
  return {left, top, right - left, bottom - top};
}

Image copied(const Image& image, const Rect& part) {
  Image copy(part.width, part.height);
  for (int y = 0; y < part.height; ++y) std::memcpy(copy.row(y), image.row(part.y + y) + 3 * part.x, copy.stride());
  return copy;
}

}  // namespace

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

Raster::Part Raster::part(const Rect& wanted) const {
  const Rect place = within(wanted, width(), height());
  if (const auto* image = std::get_if<Image>(&pixels_)) return {place, copied(*image, place)};
  const auto& planes = std::get<YccPlanes>(pixels_);
  const Rect stored = stored_part(place, planes.width, planes.height, orientation_);
  return {place, turned_upright(rgb_of(planes, stored), orientation_)};
}

Image Raster::whole() const& {
  return part({0, 0, width(), height()}).image;
}

Image Raster::whole() && {
  if (auto* image = std::get_if<Image>(&pixels_)) return std::move(*image);
  return std::as_const(*this).whole();
}

Image Raster::shrunk(int side) const {
  if (std::max(width(), height()) <= side) return whole();
  if (const auto* image = std::get_if<Image>(&pixels_)) return facefs::shrunk(*image, side);
  return turned_upright(facefs::shrunk(std::get<YccPlanes>(pixels_), side), orientation_);
}

}  // namespace facefs
