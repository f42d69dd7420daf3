// SPDX-License-Identifier: Apache-2.0
// Image bytes to an upright picture, or the reason why not.
//
// JPEG by libjpeg-turbo, PNG by libpng, WebP by libwebp, the format told by the first bytes. Limits are checked before
// anything is allocated, because 2,000 bytes can ask for 8 GiB. Grey, CMYK, 16-bit, palette and interlaced pictures
// come out as 8-bit RGB; transparency is dropped. Usable from any thread; no global state.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "models/image_hash.h"
#include "models/raster.h"
#include "models/unreadable.h"

namespace facefs {

struct DecodeLimits {
  double megapixels = 200;   ///< width x height; the largest phone sensors have 200
  int side = 65500;          ///< the longest side, in pixels
  int jpeg_scans = 100;      ///< of a progressive JPEG: each costs a pass over the whole picture
  int jpeg_warnings = 100;   ///< damaged places before a JPEG is given up
  double rows_needed = 0.9;  ///< the share of a cut JPEG's rows that must have arrived
};

struct Decoded {
  Raster raster;
  ImageHash hash{};        ///< of what is drawn
  bool truncated = false;  ///< a JPEG of which the last rows are missing
  std::int64_t taken = 0;  ///< when, as models/exif.h has it
};

std::variant<Decoded, Unreadable> decode(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

}  // namespace facefs
