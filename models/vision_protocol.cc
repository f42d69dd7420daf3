// SPDX-License-Identifier: Apache-2.0
#include "models/vision_protocol.h"

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <string>
#include <type_traits>

namespace facefs {
namespace {

/// The kinds of messages. A number never changes its meaning, and new ones come last: replies are kept on disk
/// (daemon/face_store.h).
enum class Kind : std::uint8_t {
  read_faces = 1,
  draw_labels,
  reading,
  drawn,
  unreadable,
  proceed,
  ready,
  crop_face,
  ended,
  needs_to_be_alone
};

constexpr std::uint8_t kKindsEnd = static_cast<std::uint8_t>(Kind::needs_to_be_alone) + 1;

constexpr std::size_t kLongestText = 4096;
constexpr std::int32_t kLargestSide = 1 << 16;
constexpr std::int32_t kLargestCrop = 4096;

class Writer {
 public:
  /// Writes a number or an enum. A struct goes field by field, so that a new field changes nothing of what is kept.
  template <typename T>
  void put(const T& value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    packet_.insert(packet_.end(), bytes, bytes + sizeof value);
  }
  void put_all(std::initializer_list<float> values) {
    for (const float value : values) put(value);
  }
  void put_text(std::string_view text) {
    text = text.substr(0, kLongestText);
    put(static_cast<std::uint32_t>(text.size()));
    packet_.insert(packet_.end(), text.begin(), text.end());
  }
  Packet take() { return std::move(packet_); }

 private:
  Packet packet_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> packet) : rest_(packet) {}

  template <typename T>
  T take() {
    static_assert(std::is_arithmetic_v<T>);
    T value;
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }
  void take_all(std::initializer_list<float*> values) {
    for (float* value : values) *value = take<float>();
  }
  /// Reads a bool or an enum as a number. Throws ProtocolError unless it is below `limit`: other values would be
  /// undefined.
  std::uint8_t take_number(std::uint8_t limit) {
    const auto value = take<std::uint8_t>();
    if (value >= limit) throw ProtocolError("a number out of range");
    return value;
  }
  std::string take_text() {
    const auto length = take<std::uint32_t>();
    if (length > kLongestText) throw ProtocolError("a text that is too long");
    const auto text = bytes(length);
    return {text.begin(), text.end()};
  }
  bool is_at_end() const { return rest_.empty(); }
  void expect_end() const {
    if (!rest_.empty()) throw ProtocolError("bytes after the end");
  }

 private:
  std::span<const std::uint8_t> bytes(std::size_t count) {
    if (rest_.size() < count) throw ProtocolError("a packet that is too short");
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  std::span<const std::uint8_t> rest_;
};

void put_hash(Writer& writer, const ImageHash& hash) {
  for (const std::uint8_t byte : hash) writer.put(byte);
}
ImageHash take_hash(Reader& reader) {
  ImageHash hash;
  for (std::uint8_t& byte : hash) byte = reader.take<std::uint8_t>();
  return hash;
}

void put_box(Writer& writer, const Box& box) {
  writer.put_all({box.x, box.y, box.width, box.height});
}
Box take_box(Reader& reader) {
  Box box;
  reader.take_all({&box.x, &box.y, &box.width, &box.height});
  return box;
}

void put_landmarks(Writer& writer, const Landmarks& landmarks) {
  for (const Point& point : landmarks) writer.put_all({point.x, point.y});
}
Landmarks take_landmarks(Reader& reader) {
  Landmarks landmarks;
  for (Point& point : landmarks) reader.take_all({&point.x, &point.y});
  return landmarks;
}

void put_face(Writer& writer, const Face& face) {
  put_box(writer, face.box);
  put_landmarks(writer, face.landmarks);
  writer.put_all({face.score, face.quality});
  for (const float value : face.embedding.values) writer.put(value);
}
Face take_face(Reader& reader) {
  Face face;
  face.box = take_box(reader);
  face.landmarks = take_landmarks(reader);
  reader.take_all({&face.score, &face.quality});
  for (float& value : face.embedding.values) value = reader.take<float>();
  return face;
}

bool is_sane(const Face& face) {
  const auto sane = [](float value) { return std::isfinite(value) && std::fabs(value) < 1e6F; };
  bool all = sane(face.box.x) && sane(face.box.y) && sane(face.box.width) && sane(face.box.height) &&
             sane(face.score) && sane(face.quality) && face.box.width > 0 && face.box.height > 0;
  for (const Point& point : face.landmarks) all = all && sane(point.x) && sane(point.y);
  for (const float value : face.embedding.values) all = all && sane(value);
  return all;
}

PhotoReading take_reading(Reader& reader) {
  PhotoReading reading;
  reading.image_hash = take_hash(reader);
  reading.width = reader.take<std::int32_t>();
  reading.height = reader.take<std::int32_t>();
  if (reading.width < 1 || reading.height < 1 || reading.width > kLargestSide || reading.height > kLargestSide)
    throw ProtocolError("a picture without a size");
  reading.truncated = reader.take_number(2) == 1;
  reading.identified_only = reader.take_number(2) == 1;
  const auto count = reader.take<std::uint32_t>();
  if (count > FaceReader::kMostFaces) throw ProtocolError("too many faces");
  for (std::uint32_t i = 0; i < count; ++i) {
    reading.faces.push_back(take_face(reader));
    if (!is_sane(reading.faces.back())) throw ProtocolError("a face that cannot be");
  }
  // Replies on disk may lack what follows.
  if (!reader.is_at_end()) reading.facts.taken = reader.take<std::int64_t>();
  if (reading.truncated && !reader.is_at_end()) {
    reading.damage = reader.take_text();
    if (reading.damage.empty()) throw ProtocolError("a damage without a word");
  }
  each_later_fact(reading.facts, [&](const char*, auto& fact) {
    if (!reader.is_at_end()) fact = reader.take<std::decay_t<decltype(fact)>>();
  });
  if (!is_possible(reading.facts)) throw ProtocolError("a photo of which its file cannot tell that");
  return reading;
}

void put_reading(Writer& writer, const PhotoReading& reading) {
  put_hash(writer, reading.image_hash);
  writer.put(reading.width);
  writer.put(reading.height);
  writer.put(static_cast<std::uint8_t>(reading.truncated));
  writer.put(static_cast<std::uint8_t>(reading.identified_only));
  writer.put(static_cast<std::uint32_t>(reading.faces.size()));
  for (const Face& face : reading.faces) put_face(writer, face);
  writer.put(reading.facts.taken);
  if (reading.truncated && reading.damage.empty()) return;  // it came from an older facefs, which knew no more
  if (reading.truncated) writer.put_text(reading.damage);
  if (knows_more_than_the_time(reading.facts))
    each_later_fact(reading.facts, [&](const char*, const auto& fact) { writer.put(fact); });
}

DrawLabels take_labels(Reader& reader) {
  DrawLabels draw;
  draw.format = static_cast<ImageFormat>(reader.take_number(kImageFormats));
  draw.bytes = reader.take<std::uint32_t>();
  const auto count = reader.take<std::uint32_t>();
  if (count > FaceReader::kMostFaces) throw ProtocolError("too many labels");
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto box = take_box(reader);
    draw.labels.push_back({box, reader.take_text()});
  }
  return draw;
}

void put_labels(Writer& writer, const DrawLabels& draw) {
  writer.put(draw.format);
  writer.put(draw.bytes);
  writer.put(static_cast<std::uint32_t>(draw.labels.size()));
  for (const Label& label : draw.labels) {
    put_box(writer, label.box);
    writer.put_text(label.name);
  }
}

CropFace take_crop(Reader& reader) {
  CropFace crop;
  crop.box = take_box(reader);
  reader.take_all({&crop.eyes.left.x, &crop.eyes.left.y, &crop.eyes.right.x, &crop.eyes.right.y});
  crop.side = reader.take<std::int32_t>();
  crop.bytes = reader.take<std::uint32_t>();
  if (crop.side < 1 || crop.side > kLargestCrop) throw ProtocolError("a crop of no sensible size");
  return crop;
}

}  // namespace

Packet packet_of(const VisionRequest& request) {
  constexpr Kind kKinds[] = {Kind::read_faces, Kind::draw_labels, Kind::crop_face};
  Writer writer;
  writer.put(kKinds[request.task.index()]);
  writer.put(request.id);
  writer.put(request.megapixels);
  writer.put(request.megabytes);
  writer.put(static_cast<std::uint8_t>(request.is_alone));
  if (const auto* read = std::get_if<ReadFaces>(&request.task)) {
    writer.put(read->purpose);
  } else if (const auto* draw = std::get_if<DrawLabels>(&request.task)) {
    put_labels(writer, *draw);
  } else {
    const auto& crop = std::get<CropFace>(request.task);
    put_box(writer, crop.box);
    writer.put_all({crop.eyes.left.x, crop.eyes.left.y, crop.eyes.right.x, crop.eyes.right.y});
    writer.put(crop.side);
    writer.put(crop.bytes);
  }
  return writer.take();
}

VisionRequest parse_request(std::span<const std::uint8_t> packet) {
  Reader reader(packet);
  const auto kind = static_cast<Kind>(reader.take_number(kKindsEnd));
  VisionRequest request;
  request.id = reader.take<std::uint64_t>();
  request.megapixels = reader.take<double>();
  request.megabytes = reader.take<std::uint32_t>();
  request.is_alone = reader.take_number(2) == 1;
  if (kind == Kind::draw_labels)
    request.task = take_labels(reader);
  else if (kind == Kind::crop_face)
    request.task = take_crop(reader);
  else if (kind == Kind::read_faces)
    request.task = ReadFaces{static_cast<Purpose>(reader.take_number(kPurposes))};
  else
    throw ProtocolError("a request of no known kind");
  reader.expect_end();
  return request;
}

Packet packet_of(const VisionReply& reply) {
  Writer writer;
  if (const auto* reading = std::get_if<PhotoReading>(&reply.result)) {
    writer.put(Kind::reading);
    writer.put(reply.id);
    put_reading(writer, *reading);
  } else if (const auto* unreadable = std::get_if<Unreadable>(&reply.result)) {
    writer.put(Kind::unreadable);
    writer.put(reply.id);
    writer.put(unreadable->reason);
    writer.put_text(unreadable->sentence);
  } else if (const auto* ready = std::get_if<Ready>(&reply.result)) {
    writer.put(Kind::ready);
    writer.put(reply.id);
    writer.put(ready->process);
  } else if (const auto* ended = std::get_if<Ended>(&reply.result)) {
    writer.put(Kind::ended);
    writer.put(reply.id);
    writer.put(ended->signal);
  } else if (std::holds_alternative<NeedsToBeAlone>(reply.result)) {
    writer.put(Kind::needs_to_be_alone);
    writer.put(reply.id);
  } else {
    writer.put(Kind::drawn);
    writer.put(reply.id);
  }
  return writer.take();
}

VisionReply parse_reply(std::span<const std::uint8_t> packet) {
  Reader reader(packet);
  const auto kind = static_cast<Kind>(reader.take_number(kKindsEnd));
  VisionReply reply;
  reply.id = reader.take<std::uint64_t>();
  if (kind == Kind::reading) {
    reply.result = take_reading(reader);
  } else if (kind == Kind::unreadable) {
    const auto reason = static_cast<Reason>(reader.take_number(kReasons));
    reply.result = Unreadable{reason, reader.take_text()};
  } else if (kind == Kind::drawn) {
    reply.result = PictureDrawn{};
  } else if (kind == Kind::ready) {
    reply.result = Ready{reader.take<std::int32_t>()};
  } else if (kind == Kind::ended) {
    reply.result = Ended{reader.take<std::int32_t>()};
  } else if (kind == Kind::needs_to_be_alone) {
    reply.result = NeedsToBeAlone{};
  } else {
    throw ProtocolError("a reply of no known kind");
  }
  reader.expect_end();
  return reply;
}

Packet packet_of(const Proceed& proceed) {
  Writer writer;
  writer.put(Kind::proceed);
  writer.put(static_cast<std::uint8_t>(proceed.known));
  writer.put(static_cast<std::uint32_t>(proceed.without.size()));
  for (const Box& box : proceed.without) put_box(writer, box);
  return writer.take();
}

Proceed parse_proceed(std::span<const std::uint8_t> packet) {
  Reader reader(packet);
  if (static_cast<Kind>(reader.take_number(kKindsEnd)) != Kind::proceed) throw ProtocolError("no word to proceed");
  Proceed proceed{reader.take_number(2) == 1, {}};
  const auto count = reader.take<std::uint32_t>();
  if (count > FaceReader::kMostFaces) throw ProtocolError("too many boxes");
  for (std::uint32_t i = 0; i < count; ++i) proceed.without.push_back(take_box(reader));
  reader.expect_end();
  return proceed;
}

}  // namespace facefs
