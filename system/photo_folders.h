// SPDX-License-Identifier: Apache-2.0
// The one door to the watched folders: whatever is asked of a root, or of what lies below it, is asked here.
//
// Links are not followed, neither the last name of a path nor, below a root, any name on the way: a folder that is
// swapped for a link leads nowhere (openat2, Linux 5.6; where the kernel lacks it only the last name is guarded). A
// root is opened anew each time, so that a disk that comes back is seen; links may lead to it, but it is none itself.
// A path outside every root is taken as it is. Local disks are asked directly; roots that can hang will be asked by
// processes of their own behind these same functions. `layout.one_door_to_photo_folders` finds who goes past it.
// Any thread.
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
    hidden,   ///< a folder on the way may not be entered: nobody can say
    link,     ///< or a link is on the way
    folder,   ///< that there is; it may be closed
    file,     ///< a regular one
    other,    ///< a device, a pipe, a socket
    unknown,  ///< the disk does not answer
  };
  Standing what_stands_at(const std::string& path) const;
  bool exists(const std::string& path) const;
  bool is_folder(const std::string& path) const;
  bool is_hidden(const std::string& path) const { return what_stands_at(path) == Standing::hidden; }

  // ---- A photo.

  OpenedPhoto open(const std::string& path) const;
  /// Returns the file's stamp without opening it, or the errno; EINVAL where it is no regular file.
  std::variant<FileStamp, int> stamp(const std::string& path) const;

  // ---- A folder.

  /// Calls `visit` for each entry but "." and "..". Returns 0, or the errno with which it broke off.
  int each_entry(const std::string& folder, const std::function<void(const FolderEntry&)>& visit) const;
  /// Calls `visit` for each name, as fast as the file system lists them: nothing is asked of any of them.
  int each_name(const std::string& folder, const std::function<void(const std::string&)>& visit) const;
  bool may_be_entered(const std::string& folder) const;
  /// Returns when the folder changed last, in nanoseconds since 1970; 0 where it is not there.
  std::uint64_t changed_ns(const std::string& folder) const;
  /// Returns the type of its file system (statfs(2)); 0 where it is not there.
  unsigned file_system_of(const std::string& folder) const;
  /// Adds the folder itself, and no link in its place, to the watches of that inotify. Returns the watch; -1, and
  /// errno.
  int watch(int inotify, const std::string& folder, std::uint32_t mask) const;

 private:
  UniqueFd handle_of(const std::string& path, int flags) const;
  int list(const std::string& folder, const std::function<void(int, const std::string&)>& visit) const;

  const Roots roots_;
};

}  // namespace facefs
