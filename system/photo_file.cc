// SPDX-License-Identifier: Apache-2.0
#include "system/photo_file.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>

#include "system/file_time.h"

namespace facefs {

FileStamp stamp_of(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size), nanoseconds_of(info.st_mtim),
          nanoseconds_of(info.st_ctim)};
}

FileStamp PhotoFile::stamp_now() const {
  const auto info = attributes();
  return info ? stamp_of(*info) : FileStamp{};
}

std::optional<struct stat> PhotoFile::attributes() const {
  struct stat info {};
  if (::fstat(file_.get(), &info) != 0) return std::nullopt;
  return info;
}

ssize_t PhotoFile::read_at(void* to, std::size_t size, off_t offset) const {
  return ::pread(file_.get(), to, size, offset);
}

int PhotoFile::copy_to(const UniqueFd& to) const {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  off_t at = 0;
  for (;;) {
    const ssize_t count = ::sendfile(to.get(), file_.get(), &at, kPiece);
    if (count < 0) return errno;
    if (count == 0) return 0;
  }
}

OpenedPhoto open_by_handle(const UniqueFd& handle) {
  struct stat info {};
  if (::fstat(handle.get(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  const std::string again = "/proc/self/fd/" + std::to_string(handle.get());
  UniqueFd file(::open(again.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!file) return errno;
  return PhotoFile(std::move(file), stamp_of(info));
}

OpenedPhoto open_photo(const std::string& path) {
  // Takes a path handle first: a device or a FIFO would notice that it is opened for reading.
  const UniqueFd handle(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!handle) return errno;
  return open_by_handle(handle);
}

std::variant<FileStamp, int> stamp_at(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return errno;
  if (!S_ISREG(info.st_mode)) return EINVAL;
  return stamp_of(info);
}

std::uint64_t birth_ns_of(const std::string& path) {
  struct statx info {};
  if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BTIME | STATX_CTIME, &info) != 0) return 0;
  const auto& time = (info.stx_mask & STATX_BTIME) != 0 ? info.stx_btime : info.stx_ctime;
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace facefs
