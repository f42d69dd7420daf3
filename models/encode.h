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

/// A JPEG of exactly that many bytes: at the quality, or failing that the size, that fits, and zeros after its end
/// marker, which no reader looks at. Throws std::runtime_error when not even a thumbnail fits.
std::vector<std::uint8_t> encode_to_fit(const Image& image, std::size_t bytes);

}  // namespace facefs
