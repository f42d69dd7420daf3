// SPDX-License-Identifier: Apache-2.0
// One photo's file, opened: its bytes and its stamp, and nothing else of it.
//
// Nothing but a regular file is ever opened: a FIFO would block, a device may act. What lies in a watched folder is
// opened by `PhotoFolders` (system/photo_folders.h) alone; `open_photo` and `stamp_at` are for other files: references,
// and what a command names. Any thread.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

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

FileStamp stamp_of(const struct stat& info);

class PhotoFile {
 public:
  PhotoFile(UniqueFd file, const FileStamp& stamp) : file_(std::move(file)), stamp_(stamp) {}

  /// Returns its stamp when it was opened: of the open file, not of the path.
  const FileStamp& stamp() const { return stamp_; }
  FileStamp stamp_now() const;
  /// Returns what stat says of it now; nothing where that fails.
  std::optional<struct stat> attributes() const;

  /// Reads so many bytes from that offset. Returns how many there were; -1, and errno.
  ssize_t read_at(void* to, std::size_t size, off_t offset) const;
  /// Copies it whole to the end of that file. Returns 0, or the errno.
  int copy_to(const UniqueFd& to) const;

 private:
  UniqueFd file_;
  FileStamp stamp_;
};

/// The open file, or the errno; EINVAL where it is no regular file.
using OpenedPhoto = std::variant<PhotoFile, int>;

/// Opens what a path handle (O_PATH) stands for.
OpenedPhoto open_by_handle(const UniqueFd& handle);

/// Opens a file outside the watched folders. The path's last name is no link.
OpenedPhoto open_photo(const std::string& path);

/// Returns such a file's stamp without opening it, or the errno; EINVAL where it is no regular file.
std::variant<FileStamp, int> stamp_at(const std::string& path);

/// Returns when that file was made, in nanoseconds since 1970 (where the file system keeps no such time: when it was
/// last changed); 0 where there is none.
std::uint64_t birth_ns_of(const std::string& path);

}  // namespace facefs
