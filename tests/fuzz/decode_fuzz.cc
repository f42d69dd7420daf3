// SPDX-License-Identifier: Apache-2.0
// The first door: image files. Decoding returns a picture within the limits, or a reason, whatever the file holds.
#include <algorithm>
#include <cstdlib>

#include "models/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  facefs::DecodeLimits limits;
  limits.megapixels = 4;  // so that one input costs milliseconds
  const auto decoded = facefs::decode({bytes, size}, limits);
  if (const auto* picture = std::get_if<facefs::Decoded>(&decoded)) {
    const facefs::Raster& raster = picture->raster;
    const facefs::Image whole = raster.whole();
    if (whole.width != raster.width() || whole.height != raster.height()) std::abort();
    if (whole.rgb.size() != whole.stride() * static_cast<std::size_t>(whole.height)) std::abort();
    raster.shrunk(40);
    const facefs::Raster::Part part = raster.part({raster.width() / 3, raster.height() / 3, 17, 13});
    for (int y = 0; y < part.image().height; ++y) {
      const std::uint8_t* const there = whole.row(part.place.y + y) + 3 * part.place.x;
      if (!std::equal(there, there + part.image().stride(), part.image().row(y))) std::abort();
    }
  }
  return 0;
}
