// SPDX-License-Identifier: Apache-2.0
// Where a damaged JPEG's picture jumps: below a broken place that no decoder notices, all goes on, but moved sideways
// and in other colours.
//
// A decoder notices at the end that bytes are left over or lacking, and not where. There the last row of one band of
// blocks fits the first row of the next far worse than rows within the bands fit each other. Such jumps stand in sound
// pictures, too (a letterbox, a collage): ask only where something else says that the file is damaged. Pure.
#pragma once

#include <optional>

#include "models/exif.h"
#include "models/raster.h"

namespace facefs {

/// The first row of the first band that does not go on from the one above, of the stored picture, among the first
/// `rows` rows; `rows_a_band` is 8 or 16.
std::optional<int> seam_in(const Raster& picture, Orientation orientation, int rows_a_band, int rows);

}  // namespace facefs
