// SPDX-License-Identifier: Apache-2.0
// One decoder a format. JPEG comes out upright, because that is turned where it becomes RGB; the others as they are
// stored.
#pragma once

#include <optional>

#include "models/decode.h"
#include "models/exif.h"

namespace facefs {

struct StoredPicture {
  Raster raster;
  ArrivedRows rows;  ///< as they are stored
};
using Stored = std::variant<StoredPicture, Unreadable>;

Stored decode_jpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation);
Stored decode_png(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);
Stored decode_webp(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

/// The verdict on a picture of that size before a byte of it is allocated; nothing when it may be decoded.
std::optional<Unreadable> refused_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits);

}  // namespace facefs
