// SPDX-License-Identifier: Apache-2.0
#include "system/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "system/unique_fd.h"

namespace facefs {
namespace {

std::system_error failure(const char* act, const std::filesystem::path& path) {
  return {errno, std::generic_category(), std::string(act) + " " + path.string()};
}

class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags) : number(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number < 0) throw failure("opening", path);
  }
  ~OpenFile() { ::close(number); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  const int number;
};

struct Written {
  off_t begin = 0, end = 0;
};

/// Returns the next part of the file that takes room on the disk. (A damaged page number makes a file of terabytes,
/// nearly all of it holes.) Returns the whole rest on a file system that knows no holes.
std::optional<Written> next_written(int descriptor, off_t from, off_t size) {
  if (from >= size) return std::nullopt;
  const off_t begin = ::lseek(descriptor, from, SEEK_DATA);
  if (begin < 0) return errno == ENXIO ? std::nullopt : std::optional(Written{from, size});
  const off_t end = ::lseek(descriptor, begin, SEEK_HOLE);
  return Written{begin, end > begin ? end : size};
}

}  // namespace

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "writing");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_folder(const std::filesystem::path& folder) {
  const OpenFile opened(folder, O_RDONLY | O_DIRECTORY);
  if (::fsync(opened.number) != 0) throw failure("syncing", folder);
}

int make_folder_durably(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0) return errno == EEXIST ? 0 : errno;
  try {
    sync_folder(folder.parent_path());
  } catch (const std::system_error& fault) {
    return fault.code().value();
  }
  return 0;
}

void write_durably(const std::filesystem::path& file, std::string_view bytes) {
  const std::filesystem::path beside = file.string() + ".new";
  {
    const OpenFile opened(beside, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(opened.number, bytes);
    if (::fsync(opened.number) != 0) throw failure("syncing", beside);
  }
  if (::rename(beside.c_str(), file.c_str()) != 0) {
    const std::system_error fault = failure("renaming to", file);
    ::unlink(beside.c_str());
    throw fault;
  }
  sync_folder(file.parent_path());
}

std::string read_whole_file(const std::filesystem::path& file) {
  const OpenFile opened(file, O_RDONLY);
  std::string text;
  std::array<char, 1 << 16> piece;
  for (;;) {
    const ssize_t count = ::read(opened.number, piece.data(), piece.size());
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) throw failure("reading", file);
    if (count > 0) text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

void overwrite_with_zeros(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return;
  const std::string zeros(1 << 16, '\0');
  // pwrite on a file opened with O_APPEND would append
  const int flags = ::fcntl(descriptor, F_GETFL);
  ::fcntl(descriptor, F_SETFL, flags & ~O_APPEND);
  for (auto part = next_written(descriptor, 0, info.st_size); part;
       part = next_written(descriptor, part->end, info.st_size))
    for (off_t at = part->begin; at < part->end; at += static_cast<off_t>(zeros.size())) {
      const auto count = std::min<std::size_t>(zeros.size(), static_cast<std::size_t>(part->end - at));
      if (::pwrite(descriptor, zeros.data(), count, at) < 0) return;
    }
  ::fdatasync(descriptor);
}

int erase_file(const std::filesystem::path& file) {
  const UniqueFd open(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (::unlink(file.c_str()) != 0) return errno;
  if (open) overwrite_what_has_no_name(open.get());
  return 0;
}

void overwrite_what_has_no_name(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) == 0 && info.st_nlink == 0) overwrite_with_zeros(descriptor);
}

void erase_folder(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder)) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const OpenFile opened(entry.path(), O_RDWR);
    overwrite_with_zeros(opened.number);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace facefs
