// SPDX-License-Identifier: Apache-2.0
// Applies the user's decisions to the faces of one image, as the gallery has both. Any thread.
#pragma once

#include <span>

#include "index/faces/decided.h"
#include "index/storage/images.h"

namespace facefs {

/// Returns what the decisions say of the image. `faces` are the image's, in their order.
DecidedPhoto decided_of(const Snapshot& snapshot, const ImageKey& key, std::span<const NumberedFace> faces);

}  // namespace facefs
