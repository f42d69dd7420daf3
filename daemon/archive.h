// SPDX-License-Identifier: Apache-2.0
// The file of `facefs export`: a tar with facefs.json (index/exported.h) and the reference photos in
// references/<person>/<file>. By libarchive.
#pragma once

#include <filesystem>
#include <string>

namespace facefs {

/// Mode 0600, whole or not there. What is no picture by its content, or hidden, stays out: how many such files there
/// are. Throws with a sentence.
std::size_t write_archive(const std::filesystem::path& file, const std::string& said,
                          const std::filesystem::path& references);

/// Unpacks into an empty folder what belongs into such a file and nothing else; anything else in it is refused with a
/// sentence.
void unpack_archive(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace facefs
