// SPDX-License-Identifier: Apache-2.0
// The messages between the daemon and a vision worker, each a packet of a SOCK_SEQPACKET pair: a request and its reply.
// For a photo two more come between them: a reply that only identifies the image, and the daemon's word whether its
// faces are known.
//
// File descriptors travel beside a request (system/packet_socket.h): the photo's bytes, and for a picture that is made,
// where to write it. A pidfd of the worker travels beside its first message. A worker decodes hostile pictures, so its
// replies are hostile too: `parse_reply` checks every length, count and number before anything is believed.
//
// Both ends are of one build. But a reply about a photo is a format on disk as well: `facefs sort` keeps it
// (daemon/face_store.h, which has the format's number). So each value is written field by field, in the machine's byte
// order. A number never changes its meaning. A new value comes last and may be absent.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "models/face.h"
#include "models/face_reader.h"
#include "models/image_hash.h"
#include "models/label.h"
#include "models/photo_facts.h"
#include "models/unreadable.h"
#include "system/packet_socket.h"

namespace facefs {

struct ReadFaces {
  Purpose purpose = Purpose::photo;
};

/// Asks to draw these labels over the photo and to write the picture to the second descriptor.
struct DrawLabels {
  ImageFormat format = ImageFormat::jpeg;
  std::vector<Label> labels;
  std::uint32_t bytes = 0;  ///< the size of the picture's file; 0: any size
};

/// Asks to cut that face out (models/face_crop.h) and to write it, as a JPEG of so many bytes, to the second
/// descriptor.
struct CropFace {
  Box box;
  Eyes eyes{};
  std::int32_t side = 0;
  std::uint32_t bytes = 0;
};

struct VisionRequest {
  std::uint64_t id = 0;
  double megapixels = 200;
  std::variant<ReadFaces, DrawLabels, CropFace> task;
  std::uint32_t megabytes = 1000;  ///< of memory that the worker may need (models/picture_memory.h)
  bool is_alone = false;           ///< no other picture is decoded meanwhile
};

/// What one photo shows.
struct PhotoReading {
  ImageHash image_hash{};
  std::int32_t width = 0;  ///< of the upright picture
  std::int32_t height = 0;
  bool truncated = false;
  bool identified_only = false;  ///< the faces are not made yet: the worker waits for a Proceed
  std::vector<Face> faces;
  PhotoFacts facts{};
  std::string damage{};  ///< where `truncated`: which rows are missing
};

/// The daemon's answer to a reading that only identifies the image: a known image's faces need not be made again.
struct Proceed {
  bool known = false;
  std::vector<Box> without{};  ///< faces in these boxes get no embedding: the user had them erased
};

struct PictureDrawn {};

/// Sent once, unasked, before the worker has seen a photo: so it is believed. A worker that ends before that is broken.
/// One that ends later met a bad photo.
struct Ready {
  std::int32_t process = 0;  ///< its pid
};

/// Says that nothing was done, because the picture needs more memory than others leave it. It must be sent again,
/// alone.
struct NeedsToBeAlone {};

/// The last message on a worker's socket. Its fork server sends it when the worker has ended.
struct Ended {
  std::int32_t signal = 0;  ///< the signal that ended it; 0: it ended by itself
};

struct VisionReply {
  std::uint64_t id = 0;
  std::variant<PhotoReading, PictureDrawn, Unreadable, Ready, Ended, NeedsToBeAlone> result;
};

/// Bytes that no honest peer sends. The worker that sent them is ended.
struct ProtocolError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Packet packet_of(const VisionRequest& request);
Packet packet_of(const VisionReply& reply);
Packet packet_of(const Proceed& proceed);
VisionRequest parse_request(std::span<const std::uint8_t> packet);
VisionReply parse_reply(std::span<const std::uint8_t> packet);
Proceed parse_proceed(std::span<const std::uint8_t> packet);

}  // namespace facefs
