// SPDX-License-Identifier: Apache-2.0
// Encodes an RGB picture as the bytes of a file.
#pragma once

#include <cstdint>
#include <vector>

#include "models/image.h"
#include "models/image_hash.h"

namespace facefs {

/// Returns a JPEG at quality 92 without chroma subsampling, a lossless PNG, or a WebP at quality 92. Throws
/// std::runtime_error when the codec cannot encode the picture (a WebP has at most 16,383 pixels a side).
std::vector<std::uint8_t> encode(const Image& image, ImageFormat format);

/// Returns a JPEG of exactly that many bytes, at the quality that fits, or failing that the size. Zeros fill it up
/// after its end marker, where no reader looks. Throws std::runtime_error when not even a thumbnail fits.
std::vector<std::uint8_t> encode_to_fit(const Image& image, std::size_t bytes);

}  // namespace facefs
