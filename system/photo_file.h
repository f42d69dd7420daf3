// SPDX-License-Identifier: Apache-2.0
// The one door to the photos' own files: everything that opens one, opens it here.
//
// Links are not followed, neither the last name of a path nor, below a watched root, any name on the way: a folder that
// is swapped for a link leads nowhere (openat2, Linux 5.6; where the kernel lacks it only the last name is guarded). A
// root is opened anew each time, so that a disk that comes back is seen; links may lead to it, but it is none itself.
// Nothing but a regular file is ever opened: a FIFO would block, a device may act. Local disks are read directly; roots
// that can hang will be read by processes of their own behind these same functions. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "system/unique_fd.h"

namespace facefs {

/// What stat says of a file: while all of it stays the same, so does the content.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;      ///< bytes
  std::uint64_t mtime_ns = 0;  ///< since 1970, as system/file_time.h counts
  std::uint64_t ctime_ns = 0;
  bool operator==(const FileStamp&) const = default;
};

struct OpenPhoto {
  UniqueFd file;
  FileStamp stamp;  ///< of the open file, not of the path
};

/// Paths below none of them are outside any root.
using Roots = std::vector<std::string>;

/// The file or folder of that path; nothing, and errno (ELOOP where a link is on the way).
UniqueFd open_below(const Roots& roots, const std::string& path, int flags);

/// The errno where it cannot be opened; EINVAL where it is no regular file.
std::variant<OpenPhoto, int> open_photo(const std::string& path, const Roots& roots = {});

FileStamp stamp_of(int descriptor);

/// The same without opening: the stamp, or the errno (EINVAL where it is no regular file).
std::variant<FileStamp, int> stamp_at(const std::string& path, const Roots& roots = {});

bool is_folder(const std::string& path, const Roots& roots);

struct FolderEntry {
  enum class Kind : std::uint8_t { photo_file, folder, other };  ///< photo_file: any regular file
  std::string name;
  Kind kind = Kind::other;
  FileStamp stamp;  ///< of a regular file
};

/// Calls `visit` for each entry but "." and "..". 0, or the errno with which it broke off.
int each_entry(const std::string& folder, const Roots& roots, const std::function<void(const FolderEntry&)>& visit);

/// The names alone, as fast as the file system lists them: nothing is asked of any of them.
int each_name(const std::string& folder, const Roots& roots, const std::function<void(const std::string&)>& visit);

/// When that file was made, in nanoseconds since 1970 (where the file system keeps no such time: when it was last
/// changed); 0 where there is none.
std::uint64_t birth_ns_of(const std::string& path);

}  // namespace facefs
