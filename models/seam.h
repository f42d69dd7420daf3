// SPDX-License-Identifier: Apache-2.0
// Finds where a damaged JPEG's picture jumps. Below a broken place that no decoder notices, all goes on, but moved
// sideways and in other colours.
//
// A decoder notices at the end that bytes are left over or lacking, but not where. At that place the last row of one
// band of blocks fits the first row of the next badly: far worse than rows within a band fit each other. Sound pictures
// have such jumps, too (a letterbox, a collage): ask only where something else says that the file is damaged. Pure.
#pragma once

#include <optional>

#include "models/exif.h"
#include "models/raster.h"

namespace facefs {

/// Returns the first row of the first band that does not go on from the one above, in the stored picture. Looks at the
/// first `rows` rows alone; `rows_a_band` is 8 or 16.
std::optional<int> seam_in(const Raster& picture, Orientation orientation, int rows_a_band, int rows);

}  // namespace facefs
