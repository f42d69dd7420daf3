// SPDX-License-Identifier: Apache-2.0
// Turns a decoded picture, or a part of one, upright, for each of EXIF's eight orientations. Pure.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

/// Tells whether width and height change places, because a quarter turn is part of it.
bool swaps_sides(Orientation orientation);

/// Returns the orientation of a picture that is turned by `first` and then by `second`.
Orientation composed(Orientation first, Orientation second);

/// Returns the part of a stored picture that is seen as the part `upright` once the picture is turned. `width` and
/// `height` are the stored picture's.
Rect stored_part(const Rect& upright, int width, int height, Orientation orientation);

/// Returns where a part of the stored picture is seen in the upright one.
Rect upright_part(const Rect& stored, int width, int height, Orientation orientation);

/// Returns room for the upright picture of a stored one of that width and height.
Image upright_canvas(int width, int height, Orientation orientation);

/// Puts the first `rows` rows of `band` where they belong in the upright picture. They are the rows from `first` on of
/// a stored picture of that height.
void put_upright(const Image& band, int first, int rows, int height, Orientation orientation, Image& upright);

/// Returns the picture turned upright. `upright` moves nothing; the four quarter turns swap width and height.
Image turned_upright(Image image, Orientation orientation);

}  // namespace facefs
