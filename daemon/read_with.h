// SPDX-License-Identifier: Apache-2.0
// With what the gallery's photos were read. Other models make it begin anew; another program, or other limits, have it
// read again what failed under the earlier ones. Before the writer starts.
#pragma once

#include <string>

#include "index/storage/gallery.h"

namespace facefs {

struct ReadWith {
  std::string models;   ///< which detector and embedder
  std::string program;  ///< size and time of facefs-vision
  std::string limits;   ///< as JSON
};

/// Returns whether the gallery's faces were found by other models.
bool was_read_by_other_models(const Gallery& gallery, const ReadWith& now);

/// Remembers it, and takes failures that may be none now for unseen.
void remember(const Gallery& gallery, const ReadWith& now);

}  // namespace facefs
