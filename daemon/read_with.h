// SPDX-License-Identifier: Apache-2.0
// What the gallery's photos were read with. With other models the gallery is begun anew. With another program, or other
// limits, photos that failed under the earlier ones are read again. Used before the writer starts.
#pragma once

#include <string>

#include "index/storage/gallery.h"

namespace facefs {

struct ReadWith {
  std::string models;   ///< which detector and embedder
  std::string program;  ///< size and time of facefs-vision
  std::string limits;   ///< as JSON
};

/// Tells whether the gallery's faces were found by other models.
bool was_read_by_other_models(const Gallery& gallery, const ReadWith& now);

/// Remembers what photos are read with now. A failure that may not occur again no longer counts as seen.
void remember(const Gallery& gallery, const ReadWith& now);

}  // namespace facefs
