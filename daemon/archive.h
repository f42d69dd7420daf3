// SPDX-License-Identifier: Apache-2.0
// The file of `facefs export`: a tar with facefs.json (index/decisions/exported.h) and the reference photos in
// references/<person>/<file>. By libarchive.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facefs {

struct ArchivedPhoto {
  std::string member;  ///< references/<person>/<the user's name of the file>
  std::filesystem::path file;
};

/// Mode 0600, whole or not there: an earlier file is replaced, through a link as well. Throws with a sentence, also
/// where that is a folder, a pipe or a device.
void write_archive(const std::filesystem::path& file, const std::string& said,
                   const std::vector<ArchivedPhoto>& references);

/// Unpacks into an empty folder what belongs into such a file and nothing else; anything else in it is refused with a
/// sentence.
void unpack_archive(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace facefs
