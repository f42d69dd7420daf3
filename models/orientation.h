// SPDX-License-Identifier: Apache-2.0
// Turns a decoded picture, or a part of one, upright, for each of EXIF's eight orientations. Pure.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

/// A quarter turn is among it: width and height change places.
bool swaps_sides(Orientation orientation);

/// Which part of a stored picture of that width and height is seen as the part `upright` once it stands upright.
Rect stored_part(const Rect& upright, int width, int height, Orientation orientation);

/// The same picture standing upright. `upright` moves nothing; the four quarter turns swap width and height.
Image turned_upright(Image image, Orientation orientation);

}  // namespace facefs
