// SPDX-License-Identifier: Apache-2.0
#include "system/photo_folders.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "system/file_time.h"

namespace facefs {
namespace {

/// Returns the innermost root that the path is at or below; nothing where there is none.
const std::string* root_of(const Roots& roots, const std::string& path) {
  const std::string* best = nullptr;
  for (const std::string& root : roots) {
    const bool holds = path == root || (path.starts_with(root) && path[root.size()] == '/');
    if (holds && (!best || root.size() > best->size())) best = &root;
  }
  return best;
}

UniqueFd open_beneath(const std::string& root, const std::string& below, int flags) {
  UniqueFd top(::open(root.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top || (below.empty() && (flags & O_PATH) != 0)) return top;  // also a root that may not be entered
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return UniqueFd(
      static_cast<int>(::syscall(SYS_openat2, top.get(), below.empty() ? "." : below.c_str(), &how, sizeof how)));
}

struct CloseListing {
  void operator()(DIR* listing) const { ::closedir(listing); }
};

FolderEntry entry_in(int folder, const std::string& name) {
  FolderEntry entry{name, FolderEntry::Kind::other, {}};
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return entry;
  if (S_ISDIR(info.st_mode)) entry.kind = FolderEntry::Kind::folder;
  if (!S_ISREG(info.st_mode)) return entry;
  entry.kind = FolderEntry::Kind::photo_file;
  entry.stamp = stamp_of(info);
  return entry;
}

PhotoFolders::Standing standing_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return PhotoFolders::Standing::nothing;
    case EACCES:
      return PhotoFolders::Standing::hidden;
    case ELOOP:
      return PhotoFolders::Standing::link;
    default:
      return PhotoFolders::Standing::unknown;
  }
}

/// Returns a handle's name in /proc. It leads to the open file itself, not to one that has taken its path meanwhile.
std::string itself(const UniqueFd& handle) {
  return "/proc/self/fd/" + std::to_string(handle.get());
}

}  // namespace

bool PhotoFolders::is_root(const std::string& path) const {
  return std::find(roots_.begin(), roots_.end(), path) != roots_.end();
}

/// Returns an empty handle, and errno, where the path cannot be opened; ELOOP where a link is on the way.
UniqueFd PhotoFolders::handle_of(const std::string& path, int flags) const {
  flags |= O_NOFOLLOW | O_CLOEXEC;
  const std::string* root = root_of(roots_, path);
  if (root) {
    UniqueFd opened = open_beneath(*root, path.size() > root->size() ? path.substr(root->size() + 1) : "", flags);
    if (opened || errno != ENOSYS) return opened;
  }
  return UniqueFd(::open(path.c_str(), flags));
}

PhotoFolders::Standing PhotoFolders::what_stands_at(const std::string& path) const {
  const UniqueFd handle = handle_of(path, O_PATH);
  struct stat info {};
  if (!handle || ::fstat(handle.get(), &info) != 0) return standing_of(errno);
  if (S_ISDIR(info.st_mode)) return Standing::folder;
  if (S_ISLNK(info.st_mode)) return Standing::link;
  return S_ISREG(info.st_mode) ? Standing::file : Standing::other;
}

bool PhotoFolders::exists(const std::string& path) const {
  return static_cast<bool>(handle_of(path, O_PATH));
}

bool PhotoFolders::is_folder(const std::string& path) const {
  return static_cast<bool>(handle_of(path, O_PATH | O_DIRECTORY));
}

OpenedPhoto PhotoFolders::open(const std::string& path) const {
  // Takes a path handle first: a device or a FIFO would notice that it is opened for reading.
  const UniqueFd handle = handle_of(path, O_PATH);
  if (!handle) return errno;
  return open_by_handle(handle);
}

std::variant<FileStamp, int> PhotoFolders::stamp(const std::string& path) const {
  struct stat info {};
  const UniqueFd handle = handle_of(path, O_PATH);
  if (!handle || ::fstat(handle.get(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  return stamp_of(info);
}

int PhotoFolders::list(const std::string& folder, const std::function<void(int, const std::string&)>& visit) const {
  UniqueFd opened = handle_of(folder, O_RDONLY | O_DIRECTORY);
  if (!opened) return errno;
  const std::unique_ptr<DIR, CloseListing> listing(::fdopendir(opened.get()));
  if (!listing) return errno;
  opened.release();
  for (;;) {
    errno = 0;
    const dirent* next = ::readdir(listing.get());
    if (!next) return errno;
    const std::string name = next->d_name;
    if (name != "." && name != "..") visit(::dirfd(listing.get()), name);
  }
}

int PhotoFolders::each_entry(const std::string& folder, const std::function<void(const FolderEntry&)>& visit) const {
  return list(folder, [&](int folder_number, const std::string& name) { visit(entry_in(folder_number, name)); });
}

int PhotoFolders::each_name(const std::string& folder, const std::function<void(const std::string&)>& visit) const {
  return list(folder, [&](int, const std::string& name) { visit(name); });
}

bool PhotoFolders::may_be_entered(const std::string& folder) const {
  const UniqueFd handle = handle_of(folder, O_PATH | O_DIRECTORY);
  return handle && ::faccessat(AT_FDCWD, itself(handle).c_str(), X_OK, AT_EACCESS) == 0;
}

std::uint64_t PhotoFolders::changed_ns(const std::string& folder) const {
  struct stat info {};
  const UniqueFd handle = handle_of(folder, O_PATH | O_DIRECTORY);
  return handle && ::fstat(handle.get(), &info) == 0 ? nanoseconds_of(info.st_mtim) : 0;
}

unsigned PhotoFolders::file_system_of(const std::string& folder) const {
  struct statfs info {};
  const UniqueFd handle = handle_of(folder, O_PATH | O_DIRECTORY);
  return handle && ::fstatfs(handle.get(), &info) == 0 ? static_cast<unsigned>(info.f_type) : 0;
}

int PhotoFolders::watch(int inotify, const std::string& folder, std::uint32_t mask) const {
  const UniqueFd handle = handle_of(folder, O_PATH | O_DIRECTORY);
  if (!handle) return -1;
  return ::inotify_add_watch(inotify, itself(handle).c_str(), mask & ~IN_DONT_FOLLOW);
}

}  // namespace facefs
