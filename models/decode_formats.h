// SPDX-License-Identifier: Apache-2.0
// One decoder for each format. JPEG comes out upright, because it is turned where it becomes RGB. The others come out
// as they are stored.
#pragma once

#include <optional>

#include "models/decode.h"
#include "models/exif.h"

namespace facefs {

struct StoredPicture {
  Raster raster;
  ArrivedRows rows;  ///< of the picture as it is stored
};
using Stored = std::variant<StoredPicture, Unreadable>;

Stored decode_jpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation);
Stored decode_png(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);
Stored decode_webp(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

/// Returns why a picture of that size is refused, before a byte of it is allocated; nothing when it may be decoded.
std::optional<Unreadable> refused_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits);

}  // namespace facefs
