// SPDX-License-Identifier: Apache-2.0
// Turns a decoded picture upright, for each of EXIF's eight orientations.
#pragma once

#include "models/exif.h"
#include "models/image.h"

namespace facefs {

/// The same picture standing upright. `upright` moves nothing; the four quarter turns swap width and height.
Image turned_upright(Image image, Orientation orientation);

}  // namespace facefs
