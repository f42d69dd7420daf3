// SPDX-License-Identifier: Apache-2.0
// An RGB picture to the bytes of a file.
#pragma once

#include <cstdint>
#include <vector>

#include "models/image.h"
#include "models/image_hash.h"

namespace facefs {

/// JPEG at quality 92 without chroma subsampling, lossless PNG, or WebP at quality 92. Throws std::runtime_error when
/// the codec cannot (a WebP ends at 16,383 pixels a side).
std::vector<std::uint8_t> encode(const Image& image, ImageFormat format);

}  // namespace facefs
