// SPDX-License-Identifier: Apache-2.0
// The file of `facefs export`: a tar, by libarchive. It holds facefs.json (index/decisions/exported.h) and the
// reference photos in references/<person>/<file>.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace facefs {

struct ArchivedPhoto {
  std::string member;  ///< references/<person>/<the user's name of the file>
  std::filesystem::path file;
};

/// Writes the file with mode 0600, whole or not at all. Replaces an earlier file, also through a link. Throws with a
/// sentence, also where a folder, a pipe or a device is in its place.
void write_archive(const std::filesystem::path& file, const std::string& said,
                   const std::vector<ArchivedPhoto>& references);

/// Unpacks the file into an empty folder. Throws with a sentence if the file holds anything that does not belong into
/// an export.
void unpack_archive(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace facefs
