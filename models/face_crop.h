// SPDX-License-Identifier: Apache-2.0
// Cuts a face out for people to look at: eyes level, with a margin around the box.
#pragma once

#include "models/face.h"
#include "models/raster.h"

namespace facefs {

/// Returns a picture of `side` x `side` pixels, in which the box is half as wide. Beyond the photo's edge it is grey.
Image face_crop(const Raster& photo, const Box& box, const Eyes& eyes, int side);

}  // namespace facefs
