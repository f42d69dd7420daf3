// SPDX-License-Identifier: Apache-2.0
// The first door: image files. Whatever they hold, decoding answers a picture within the limits or a reason.
#include <cstdlib>

#include "models/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  facefs::DecodeLimits limits;
  limits.megapixels = 4;  // so that one input costs milliseconds
  const auto decoded = facefs::decode({bytes, size}, limits);
  if (const auto* picture = std::get_if<facefs::Decoded>(&decoded)) {
    const auto& image = picture->image;
    if (image.rgb.size() != image.stride() * static_cast<std::size_t>(image.height)) std::abort();
  }
  return 0;
}
