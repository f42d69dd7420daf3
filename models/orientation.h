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

/// The other way round: where a part of the stored picture is seen.
Rect upright_part(const Rect& stored, int width, int height, Orientation orientation);

/// Room for the upright picture of a stored one of that width and height.
Image upright_canvas(int width, int height, Orientation orientation);

/// Puts the first `rows` rows of `band`, which are the rows `first` and following of a stored picture of that height,
/// where they belong in the upright one.
void put_upright(const Image& band, int first, int rows, int height, Orientation orientation, Image& upright);

/// The same picture standing upright. `upright` moves nothing; the four quarter turns swap width and height.
Image turned_upright(Image image, Orientation orientation);

}  // namespace facefs
