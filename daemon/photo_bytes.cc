// SPDX-License-Identifier: Apache-2.0
#include "daemon/photo_bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "index/values/content_hash.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

constexpr std::size_t kPiece = 1 << 20;
constexpr std::uint64_t kLargestFile = std::uint64_t{512} << 20;

Unreadable refusal(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return {Reason::no_permission, "you may not read it: change its permissions"};
    case EINVAL:
      return {Reason::not_an_image, "it is not a regular file"};
    default:
      return {Reason::read_error, std::string("it cannot be read: ") + std::strerror(error) +
                                      "; it is tried again after an hour, or at once by facefs rescan"};
  }
}

void seal(const UniqueFd& memory) {
  ::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
}

}  // namespace

PhotoBytesResult read_photo_bytes(const OpenedPhoto& opened, const std::atomic<bool>& stopping) {
  if (const int* error = std::get_if<int>(&opened)) {
    if (*error == ENOENT || *error == ENOTDIR || *error == ELOOP) return std::monostate{};
    return refusal(*error);
  }
  const PhotoFile& photo = std::get<PhotoFile>(opened);
  if (photo.stamp().size > kLargestFile) return Unreadable{Reason::too_large, "the file has more than 512 MiB"};
  auto memory = std::make_shared<UniqueFd>(::memfd_create("facefs-photo", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!*memory) return refusal(errno);
  ContentHasher hasher;
  std::vector<char> piece(kPiece);
  ssize_t count;
  for (off_t at = 0; (count = photo.read_at(piece.data(), piece.size(), at)) > 0; at += count) {
    if (stopping) return std::monostate{};
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(count));
    hasher.add(std::as_bytes(std::span(bytes)));
    write_all(memory->get(), bytes);
  }
  if (count < 0) return refusal(errno);
  seal(*memory);
  const FileStamp after = photo.stamp_now();
  return PhotoBytes{after, hasher.finish(), std::move(memory), !(after == photo.stamp())};
}

}  // namespace facefs
