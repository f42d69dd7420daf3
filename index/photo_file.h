// SPDX-License-Identifier: Apache-2.0
// The one door to the photos' own files: everything that opens one, opens it here.
//
// Links are not followed, and nothing but a regular file is ever opened: a FIFO would block, a device may act. Local
// disks are read directly; roots that can hang will be read by processes of their own behind these same functions.
#pragma once

#include <string>
#include <variant>

#include "index/records.h"
#include "models/unique_fd.h"

namespace facefs {

struct OpenPhoto {
  UniqueFd file;
  FileStamp stamp;  ///< of the open file, not of the path
};

/// The errno where it cannot be opened; EINVAL where it is no regular file.
std::variant<OpenPhoto, int> open_photo(const std::string& path);

FileStamp stamp_of(int descriptor);

/// The same without opening: the stamp, or the errno (EINVAL where it is no regular file).
std::variant<FileStamp, int> stamp_at(const std::string& path);

/// When that file was made, in nanoseconds since 1970 (where the file system keeps no such time: when it was last
/// changed); 0 where there is none.
std::uint64_t birth_ns_of(const std::string& path);

}  // namespace facefs
