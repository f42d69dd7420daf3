// SPDX-License-Identifier: Apache-2.0
// Reads the photos of labelled folders: in each one, a folder for each person. For `facefs evaluate`. One thread.
#pragma once

#include <filesystem>
#include <vector>

#include "index/faces/evaluation.h"
#include "models/networks.h"

namespace facefs {

struct LabelledFolders {
  std::vector<std::filesystem::path> folders;  ///< <name>/<photos> in each
  std::filesystem::path models;
  unsigned workers = 1;
};

/// Returns every photo, each read as a photo and as a reference. Throws std::runtime_error with a sentence when there
/// is nothing to work with.
std::vector<LabelledPhoto> read_labelled(const LabelledFolders& labelled, const Networks& networks);

}  // namespace facefs
