// SPDX-License-Identifier: Apache-2.0
// One photo's file, opened: its bytes and its stamp, and nothing else of it.
//
// Only a regular file is ever opened: a FIFO would block, and a device may act. Files in a watched folder are opened by
// `PhotoFolders` (system/photo_folders.h) alone. `open_photo` and `stamp_at` are for other files: references, and files
// that a command names. Any thread.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "system/unique_fd.h"

namespace facefs {

/// What stat says of a file. While all of it stays the same, so does the content.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;      ///< bytes
  std::uint64_t mtime_ns = 0;  ///< since 1970, as system/file_time.h counts
  std::uint64_t ctime_ns = 0;
  bool operator==(const FileStamp&) const = default;
};

FileStamp stamp_of(const struct stat& info);

class PhotoFile {
 public:
  PhotoFile(UniqueFd file, const FileStamp& stamp) : file_(std::move(file)), stamp_(stamp) {}

  /// Returns the stamp of the open file (not of the path) when it was opened.
  const FileStamp& stamp() const { return stamp_; }
  FileStamp stamp_now() const;
  /// Returns what stat says of the open file now; nothing where stat fails.
  std::optional<struct stat> attributes() const;

  /// Reads up to `size` bytes from `offset`. Returns how many it read; -1, and errno, on an error.
  ssize_t read_at(void* to, std::size_t size, off_t offset) const;
  /// Copies the whole file to where `to` is written next. Returns 0, or the errno.
  int copy_to(const UniqueFd& to) const;

 private:
  UniqueFd file_;
  FileStamp stamp_;
};

/// The open file, or the errno; EINVAL where it is not a regular file.
using OpenedPhoto = std::variant<PhotoFile, int>;

/// Opens the file that a path handle (O_PATH) refers to.
OpenedPhoto open_by_handle(const UniqueFd& handle);

/// Opens a file outside the watched folders. Returns EINVAL where the path's last name is a link.
OpenedPhoto open_photo(const std::string& path);

/// Returns the stamp of a file outside the watched folders, or the errno; EINVAL where it is not a regular file. Does
/// not open it.
std::variant<FileStamp, int> stamp_at(const std::string& path);

/// Returns when the file was made, in nanoseconds since 1970; 0 where that cannot be told. Returns when it was last
/// changed where the file system keeps no such time.
std::uint64_t birth_ns_of(const std::string& path);

}  // namespace facefs
