// SPDX-License-Identifier: Apache-2.0
// The second door: what a vision worker says after a hostile picture has taken it over.
#include <cmath>
#include <cstdlib>

#include "models/vision_protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  try {
    const facefs::VisionReply reply = facefs::parse_reply({bytes, size});
    if (const auto* reading = std::get_if<facefs::PhotoReading>(&reply.result))
      for (const facefs::Face& face : reading->faces)
        if (!std::isfinite(face.box.x) || face.box.width <= 0) std::abort();
  } catch (const facefs::ProtocolError&) {
  }
  return 0;
}
