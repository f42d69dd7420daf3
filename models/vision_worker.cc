// SPDX-License-Identifier: Apache-2.0
#include "models/vision_worker.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "models/decode.h"
#include "models/encode.h"
#include "models/unique_fd.h"
#include "models/vision_protocol.h"

namespace facefs {
namespace {

struct Delivery {
  VisionRequest request;
  UniqueFd photo;
  UniqueFd output;
};

std::system_error failure(const char* act) { return {errno, std::generic_category(), act}; }

/// The next request, or nothing when the daemon has gone.
std::optional<Delivery> receive(int socket) {
  Packet packet(kLargestPacket);
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))];
  iovec part{packet.data(), packet.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t count;
  do count = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (count < 0 && errno == EINTR);
  if (count < 0 && errno != ECONNRESET) throw failure("recvmsg");
  if (count <= 0) return std::nullopt;
  int numbers[2] = {-1, -1};
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_type != SCM_RIGHTS) continue;
    std::memcpy(numbers, CMSG_DATA(header), std::min(sizeof numbers, header->cmsg_len - CMSG_LEN(0)));
  }
  UniqueFd photo(numbers[0]);
  UniqueFd output(numbers[1]);
  return Delivery{parse_request({packet.data(), static_cast<std::size_t>(count)}), std::move(photo), std::move(output)};
}

/// A photo's bytes without a copy. The daemon seals what it sends against shrinking, so they cannot vanish below us.
class MappedPhoto {
 public:
  explicit MappedPhoto(int descriptor) {
    struct stat info {};
    if (::fstat(descriptor, &info) != 0) throw failure("fstat of the photo");
    size_ = static_cast<std::size_t>(info.st_size);
    if (size_ == 0) return;
    address_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (address_ == MAP_FAILED) throw failure("mmap of the photo");
  }
  ~MappedPhoto() {
    if (size_ > 0) ::munmap(address_, size_);
  }
  MappedPhoto(const MappedPhoto&) = delete;
  MappedPhoto& operator=(const MappedPhoto&) = delete;
  std::span<const std::uint8_t> bytes() const { return {static_cast<const std::uint8_t*>(address_), size_}; }

 private:
  void* address_ = nullptr;
  std::size_t size_ = 0;
};

void write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) throw failure("write of the labelled picture");
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

class Worker {
 public:
  Worker(DetectorKind kind, const std::filesystem::path& models) : reader_(kind, models) {}

  VisionReply answer(const Delivery& delivery) {
    const VisionRequest& request = delivery.request;
    try {
      const MappedPhoto photo(delivery.photo.number());
      DecodeLimits limits;
      limits.megapixels = request.megapixels;
      auto decoded = decode(photo.bytes(), limits);
      if (auto* unreadable = std::get_if<Unreadable>(&decoded)) return {request.id, std::move(*unreadable)};
      auto& picture = std::get<Decoded>(decoded);
      if (const auto* draw = std::get_if<DrawLabels>(&request.task))
        return {request.id, drawn(picture.image, *draw, delivery.output.number())};
      return {request.id, reading_of(picture, std::get<ReadFaces>(request.task).purpose)};
    } catch (const std::bad_alloc&) {
      return {request.id, Unreadable{Reason::too_large, "the picture needs more memory than there is"}};
    } catch (const std::exception& error) {
      return {request.id, Unreadable{Reason::read_error, error.what()}};
    }
  }

 private:
  PhotoReading reading_of(const Decoded& picture, Purpose purpose) {
    return {picture.hash, picture.image.width, picture.image.height, picture.truncated, reader_.read(picture.image, purpose)};
  }

  static LabelsDrawn drawn(Image& image, const DrawLabels& draw, int output) {
    draw_labels(image, draw.labels);
    write_all(output, encode(image, draw.format));
    return {};
  }

  FaceReader reader_;
};

}  // namespace

void serve_vision(int socket, DetectorKind kind, const std::filesystem::path& models) {
  Worker worker(kind, models);
  // The place for the sandbox: every file is loaded, no photo has been touched.
  while (auto delivery = receive(socket)) {
    const Packet reply = packet_of(worker.answer(*delivery));
    if (::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL) < 0) {
      if (errno == EPIPE || errno == ECONNRESET) return;
      throw failure("send");
    }
  }
}

}  // namespace facefs
