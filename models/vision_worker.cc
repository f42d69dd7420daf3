// SPDX-License-Identifier: Apache-2.0
#include "models/vision_worker.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

#include "models/decode_formats.h"
#include "models/encode.h"
#include "models/face_crop.h"
#include "models/picture_memory.h"
#include "models/vision_protocol.h"
#include "system/packet_socket.h"

namespace facefs {
namespace {

std::system_error failure(const char* act) {
  return {errno, std::generic_category(), act};
}

/// Sends a packet. Returns false when the daemon has gone.
bool send(int socket, const Packet& packet, std::span<const int> descriptors = {}) {
  if (send_packet(socket, packet, descriptors, Waiting::until_one_comes)) return true;
  if (errno == EPIPE || errno == ECONNRESET) return false;
  throw failure("sendmsg");
}

int descriptor(const Received& received, std::size_t number) {
  if (number >= received.descriptors.size()) throw ProtocolError("a request without its file descriptor");
  return received.descriptors[number].get();
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
  Worker(int socket, FaceReader& reader) : socket_(socket), reader_(reader) {}

  VisionReply answer(const VisionRequest& request, const Received& received) {
    try {
      const MappedPhoto photo(descriptor(received, 0));
      DecodeLimits limits;
      limits.megapixels = request.megapixels;
      if (auto held_back = memory_verdict(request, photo.bytes(), limits)) return std::move(*held_back);
      auto decoded = decode(photo.bytes(), limits);
      if (auto* unreadable = std::get_if<Unreadable>(&decoded)) return {request.id, std::move(*unreadable)};
      auto& picture = std::get<Decoded>(decoded);
      if (const auto* draw = std::get_if<DrawLabels>(&request.task))
        return {request.id, drawn(std::move(picture.raster).whole(), *draw, descriptor(received, 1))};
      if (const auto* crop = std::get_if<CropFace>(&request.task))
        return {request.id, cropped(picture.raster, *crop, descriptor(received, 1))};
      return {request.id, reading_of(picture, request.id, std::get<ReadFaces>(request.task).purpose)};
    } catch (const std::bad_alloc&) {
      return {request.id, Unreadable{Reason::read_error, "the picture needs more memory than there was"}};
    } catch (const ProtocolError&) {
      throw;
    } catch (const std::exception& error) {
      return {request.id, Unreadable{Reason::read_error, error.what()}};
    }
  }

 private:
  /// Returns the reply to a picture that needs too much memory, before anything is decoded; nothing where it may be
  /// decoded.
  static std::optional<VisionReply> memory_verdict(const VisionRequest& request, std::span<const std::uint8_t> file,
                                                   const DecodeLimits& limits) {
    const bool draws = std::holds_alternative<DrawLabels>(request.task);
    const PictureNeeds needs = needs_of(file, draws ? PictureUse::draw : PictureUse::read);
    if (refused_size(needs.width, needs.height, limits)) return std::nullopt;  // the decoder says so
    if (needs.bytes > std::uint64_t{request.megabytes} * 1'000'000)
      return VisionReply{request.id, too_much_memory(needs, request.megabytes)};
    if (needs.bytes > kSharedBytes && !request.is_alone) return VisionReply{request.id, NeedsToBeAlone{}};
    return std::nullopt;
  }

  static Unreadable too_much_memory(const PictureNeeds& needs, std::uint32_t megabytes) {
    return {Reason::too_large,
            "the picture has " + std::to_string(needs.width) + " x " + std::to_string(needs.height) +
                " pixels and needs " + std::to_string(needs.bytes / 1'000'000 + 1) +
                " MB of memory, more than limits.megabytes_per_photo = " + std::to_string(megabytes) + " allows"};
  }

  PhotoReading reading_of(const Decoded& picture, std::uint64_t id, Purpose purpose) {
    const Damage& damage = picture.damage;
    PhotoReading reading{picture.hash, picture.raster.width(), picture.raster.height(), !damage.sentence.empty(), false,
                         {},           picture.facts,          damage.sentence};
    Proceed proceed;
    if (purpose == Purpose::photo) proceed = ask_about(reading, id);
    if (!proceed.known) reading.faces = reader_.read(picture.raster, purpose, proceed.without);
    std::erase_if(reading.faces, [&](const Face& face) { return damage.spoils(face.box); });
    return reading;
  }

  /// Asks the daemon whether the image is known. A photo that was given another caption is the same image, and nothing
  /// of it needs making again.
  Proceed ask_about(PhotoReading reading, std::uint64_t id) {
    reading.identified_only = true;
    send(socket_, packet_of(VisionReply{id, std::move(reading)}));
    const auto received = receive_packet(socket_, Waiting::until_one_comes);
    return received ? parse_proceed(received->packet) : Proceed{true, {}};
  }

  static PictureDrawn drawn(Image image, const DrawLabels& draw, int output) {
    draw_labels(image, draw.labels);
    write_all(output, draw.bytes > 0 ? encode_to_fit(image, draw.bytes) : encode(image, draw.format));
    return {};
  }

  static PictureDrawn cropped(const Raster& photo, const CropFace& crop, int output) {
    write_all(output, encode_to_fit(face_crop(photo, crop.box, crop.eyes, crop.side), crop.bytes));
    return {};
  }

  int socket_;
  FaceReader& reader_;
};

/// Keeps what one picture leaves for the next. Pictures of forty megabytes come and go. To get fresh memory from the
/// kernel, page by page, takes a third of the time that decoding takes.
void keep_memory_between_photos() {
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

/// Gives memory back, also from holes, which trimming by itself does not find.
void give_back_what_a_large_picture_took() {
  constexpr std::size_t kKept = 128 << 20;  // a twelve-megapixel photo, progressive or turned, needs less
  if (::mallinfo2().fordblks > kKept) ::malloc_trim(0);
}

bool say_that_it_is_ready(int socket) {
  const UniqueFd self(::pidfd_open(::getpid(), 0));
  if (!self) throw failure("pidfd_open");
  return send(socket, packet_of(VisionReply{0, Ready{::getpid()}}), std::array{self.get()});
}

}  // namespace

void serve_vision(int socket, FaceReader& reader) {
  Worker worker(socket, reader);
  keep_memory_between_photos();
  if (!say_that_it_is_ready(socket)) return;
  // The place for the sandbox: every file is loaded, and no photo has been touched.
  while (const auto received = receive_packet(socket, Waiting::until_one_comes)) {
    const VisionRequest request = parse_request(received->packet);
    if (!send(socket, packet_of(worker.answer(request, *received)))) return;
    give_back_what_a_large_picture_took();
  }
}

}  // namespace facefs
