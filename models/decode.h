// SPDX-License-Identifier: Apache-2.0
// Decodes the bytes of an image to an upright picture, or says why not.
//
// libjpeg-turbo reads JPEG, libpng PNG, and libwebp WebP; the first bytes tell the format. Limits are checked before
// anything is allocated, because 2,000 bytes can ask for 8 GiB. Grey, CMYK, 16-bit, palette and interlaced pictures
// come out as 8-bit RGB. Transparency is dropped; of an animation the first frame is read. A damaged file gives the
// rows that came (models/damage.h). Usable from any thread; no global state.
#pragma once

#include <cstdint>
#include <span>
#include <variant>

#include "models/damage.h"
#include "models/image_hash.h"
#include "models/photo_facts.h"
#include "models/raster.h"
#include "models/unreadable.h"

namespace facefs {

struct DecodeLimits {
  double megapixels = 200;   ///< width x height; the largest phone sensors have 200
  int side = 65500;          ///< the longest side, in pixels
  int jpeg_scans = 100;      ///< of a progressive JPEG, at most: each costs a pass over the whole picture
  double rows_used = 0.1;    ///< a picture is refused where a smaller share of its rows came
  double rows_untold = 0.9;  ///< damage is not worth telling where that share is sound and the file whole
};

struct Decoded {
  Raster raster;
  ImageHash hash{};  ///< of what is drawn
  Damage damage;
  PhotoFacts facts{};
};

std::variant<Decoded, Unreadable> decode(std::span<const std::uint8_t> bytes, const DecodeLimits& limits);

}  // namespace facefs
