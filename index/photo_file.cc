// SPDX-License-Identifier: Apache-2.0
#include "index/photo_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "index/file_time.h"

namespace facefs {
namespace {

FileStamp stamp_in(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), nanoseconds_of(info.st_mtim),
          nanoseconds_of(info.st_ctim)};
}

}  // namespace

std::variant<OpenPhoto, int> open_photo(const std::string& path) {
  // A path handle first: opening for reading is an act that a device or a FIFO would notice.
  const UniqueFd handle(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!handle) return errno;
  struct stat info {};
  if (::fstat(handle.number(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  const std::string again = "/proc/self/fd/" + std::to_string(handle.number());
  UniqueFd file(::open(again.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!file) return errno;
  return OpenPhoto{std::move(file), stamp_in(info)};
}

FileStamp stamp_of(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 ? stamp_in(info) : FileStamp{};
}

std::variant<FileStamp, int> stamp_at(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  return stamp_in(info);
}

std::uint64_t birth_ns_of(const std::string& path) {
  struct statx info {};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BTIME | STATX_CTIME, &info) != 0) return 0;
  const auto& time = (info.stx_mask & STATX_BTIME) != 0 ? info.stx_btime : info.stx_ctime;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace facefs
