// SPDX-License-Identifier: Apache-2.0
// `facefs sort`: the whole job once, with no daemon and no mount.
//
// Reads references, from a folder for each person. Makes a copy of each photo with boxes and names drawn, and the
// dictionary person -> files. Originals are only read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "index/faces/matcher.h"
#include "models/networks.h"

namespace facefs {

struct SortOrder {
  std::filesystem::path references;  ///< <name>/<photos>
  std::filesystem::path photos;      ///< looked through with all its folders
  std::filesystem::path output;
  std::filesystem::path models;
  Networks networks;
  MatchSettings match;
  unsigned workers = 1;
};

struct Sorted {
  std::map<std::string, std::vector<std::string>> people;  ///< certain matches; paths as they were given
  std::vector<std::string> notes;                          ///< sentences about photos that could not be used
  std::size_t labelled = 0;
  std::size_t looked_at = 0;  ///< by the networks
  std::size_t known = 0;      ///< from the last run's encodings
};

/// Does the whole job. Throws std::runtime_error with a sentence when there is nothing to work with.
Sorted sort_photos(const SortOrder& order);

}  // namespace facefs
