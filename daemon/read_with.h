// SPDX-License-Identifier: Apache-2.0
// What the gallery's photos were read with. Faces that other networks made are foreign, and their photos are read again
// (daemon/rereader.h). With another program, or other limits, photos that failed under the earlier ones are read again.
// Used before the writer starts, and by the writer when it has made the gallery anew.
#pragma once

#include <string>

#include "index/storage/gallery.h"

namespace facefs {

struct ReadWith {
  std::string models;   ///< which detector and embedder
  std::string program;  ///< size and time of facefs-vision
  std::string limits;   ///< as JSON
};

/// Remembers what photos are read with now. A failure that may not occur again no longer counts as seen. Returns how
/// many faces must be made again.
std::uint64_t remember(const Gallery& gallery, const ReadWith& now);

}  // namespace facefs
