// SPDX-License-Identifier: Apache-2.0
#include "system/photo_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "system/file_time.h"

namespace facefs {
namespace {

FileStamp stamp_in(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), nanoseconds_of(info.st_mtim),
          nanoseconds_of(info.st_ctim)};
}

/// The innermost root that the path is at or below; nothing where there is none.
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
  entry.stamp = stamp_in(info);
  return entry;
}

/// 0, or the errno with which it broke off.
int list(const std::string& folder, const Roots& roots, const std::function<void(int, const std::string&)>& visit) {
  UniqueFd opened = open_below(roots, folder, O_RDONLY | O_DIRECTORY);
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

}  // namespace

UniqueFd open_below(const Roots& roots, const std::string& path, int flags) {
  flags |= O_NOFOLLOW | O_CLOEXEC;
  const std::string* root = root_of(roots, path);
  if (root) {
    UniqueFd opened = open_beneath(*root, path.size() > root->size() ? path.substr(root->size() + 1) : "", flags);
    if (opened || errno != ENOSYS) return opened;
  }
  return UniqueFd(::open(path.c_str(), flags));
}

std::variant<OpenPhoto, int> open_photo(const std::string& path, const Roots& roots) {
  // A path handle first: opening for reading is an act that a device or a FIFO would notice.
  const UniqueFd handle = open_below(roots, path, O_PATH);
  if (!handle) return errno;
  struct stat info {};
  if (::fstat(handle.get(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  const std::string again = "/proc/self/fd/" + std::to_string(handle.get());
  UniqueFd file(::open(again.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!file) return errno;
  return OpenPhoto{std::move(file), stamp_in(info)};
}

FileStamp stamp_of(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 ? stamp_in(info) : FileStamp{};
}

std::variant<FileStamp, int> stamp_at(const std::string& path, const Roots& roots) {
  struct stat info {};
  const UniqueFd handle = open_below(roots, path, O_PATH);
  if (!handle || ::fstat(handle.get(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  return stamp_in(info);
}

bool is_folder(const std::string& path, const Roots& roots) {
  return static_cast<bool>(open_below(roots, path, O_PATH | O_DIRECTORY));
}

int each_entry(const std::string& folder, const Roots& roots, const std::function<void(const FolderEntry&)>& visit) {
  return list(folder, roots, [&](int folder_number, const std::string& name) { visit(entry_in(folder_number, name)); });
}

int each_name(const std::string& folder, const Roots& roots, const std::function<void(const std::string&)>& visit) {
  return list(folder, roots, [&](int, const std::string& name) { visit(name); });
}

std::uint64_t birth_ns_of(const std::string& path) {
  struct statx info {};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BTIME | STATX_CTIME, &info) != 0) return 0;
  const auto& time = (info.stx_mask & STATX_BTIME) != 0 ? info.stx_btime : info.stx_ctime;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace facefs
