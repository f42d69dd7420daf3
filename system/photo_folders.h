// SPDX-License-Identifier: Apache-2.0
// The one door to the watched folders: every question about a root, or about something below it, is asked here.
//
// No link is followed: neither at the last name of a path nor, below a root, at any name on the way. A folder that is
// swapped for a link therefore leads nowhere (openat2, Linux 5.6). A kernel that lacks openat2 guards the last name
// alone. A root is opened anew each time, so that a disk that comes back is seen. Links may lead to a root, but the
// root itself is no link. A path outside every root is taken as it is. Local disks are asked directly; roots that can
// hang will be asked by processes of their own behind these same functions. The test `layout.one_door_to_photo_folders`
// finds code that goes past this class. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "system/photo_file.h"

namespace facefs {

using Roots = std::vector<std::string>;

struct FolderEntry {
  enum class Kind : std::uint8_t { photo_file, folder, other };  ///< photo_file: any regular file
  std::string name;
  Kind kind = Kind::other;
  FileStamp stamp;  ///< of a regular file
};

class PhotoFolders {
 public:
  explicit PhotoFolders(Roots roots) : roots_(std::move(roots)) {}

  const Roots& roots() const { return roots_; }
  bool is_root(const std::string& path) const;

  // ---- What stands at a path.

  enum class Standing : std::uint8_t {
    nothing,
    hidden,   ///< a folder on the way may not be entered, so the rest cannot be told
    link,     ///< the path is a link, or one is on the way; a root that is one counts as nothing
    folder,   ///< it exists, but may be closed to us
    file,     ///< a regular file
    other,    ///< a device, a pipe, a socket
    unknown,  ///< the disk does not answer
  };
  Standing what_stands_at(const std::string& path) const;
  bool exists(const std::string& path) const;
  bool is_folder(const std::string& path) const;
  bool is_hidden(const std::string& path) const { return what_stands_at(path) == Standing::hidden; }

  // ---- A photo.

  OpenedPhoto open(const std::string& path) const;
  /// Returns the file's stamp without opening it, or the errno; EINVAL where it is not a regular file.
  std::variant<FileStamp, int> stamp(const std::string& path) const;

  // ---- A folder.

  /// Calls `visit` for each entry except "." and "..". Returns 0, or the errno with which it broke off.
  int each_entry(const std::string& folder, const std::function<void(const FolderEntry&)>& visit) const;
  /// Calls `visit` for each name, as fast as the file system lists them: the entries themselves are not looked at.
  /// Returns 0, or the errno with which it broke off.
  int each_name(const std::string& folder, const std::function<void(const std::string&)>& visit) const;
  bool may_be_entered(const std::string& folder) const;
  /// Returns when the folder last changed, in nanoseconds since 1970; 0 where it is not there.
  std::uint64_t changed_ns(const std::string& folder) const;
  /// Returns the type of the folder's file system (statfs(2)); 0 where the folder is not there.
  unsigned file_system_of(const std::string& folder) const;
  /// Adds the folder itself, and no link in its place, to the watches of `inotify`. Returns the watch; -1, and errno,
  /// on an error.
  int watch(int inotify, const std::string& folder, std::uint32_t mask) const;

 private:
  UniqueFd handle_of(const std::string& path, int flags) const;
  int list(const std::string& folder, const std::function<void(int, const std::string&)>& visit) const;

  const Roots roots_;
};

}  // namespace facefs
