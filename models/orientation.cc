// SPDX-License-Identifier: Apache-2.0
#include "models/orientation.h"

#include <cstring>
#include <utility>

namespace facefs {
namespace {

struct Place {
  int x;
  int y;
};

bool swaps_sides(Orientation orientation) {
  return orientation >= Orientation::transposed;
}

/// Where the upright picture's pixel (x, y) stands in the stored one of that width and height.
Place stored_place(Orientation orientation, int x, int y, int width, int height) {
  switch (orientation) {
    case Orientation::upright:
      return {x, y};
    case Orientation::mirrored:
      return {width - 1 - x, y};
    case Orientation::turned_180:
      return {width - 1 - x, height - 1 - y};
    case Orientation::mirrored_180:
      return {x, height - 1 - y};
    case Orientation::transposed:
      return {y, x};
    case Orientation::turned_90:
      return {y, height - 1 - x};
    case Orientation::transverse:
      return {width - 1 - y, height - 1 - x};
    case Orientation::turned_270:
      return {width - 1 - y, x};
  }
  return {x, y};
}

}  // namespace

Image turned_upright(Image image, Orientation orientation) {
  if (orientation == Orientation::upright) return image;
  Image upright = swaps_sides(orientation) ? Image(image.height, image.width) : Image(image.width, image.height);
  for (int y = 0; y < upright.height; ++y)
    for (int x = 0; x < upright.width; ++x) {
      const Place from = stored_place(orientation, x, y, image.width, image.height);
      std::memcpy(upright.row(y) + 3 * x, image.row(from.y) + 3 * from.x, 3);
    }
  return upright;
}

}  // namespace facefs
