// SPDX-License-Identifier: Apache-2.0
// A face for people to look at: eyes level, with a margin around the box.
#pragma once

#include "models/face.h"
#include "models/raster.h"

namespace facefs {

/// `side` x `side` pixels, the box half as wide. Beyond the photo's edge it is grey.
Image face_crop(const Raster& photo, const Box& box, const Landmarks& landmarks, int side);

}  // namespace facefs
