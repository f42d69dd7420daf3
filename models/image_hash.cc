// SPDX-License-Identifier: Apache-2.0
#include "models/image_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace facefs {
namespace {

using Bytes = std::span<const std::uint8_t>;

class Hasher {
 public:
  Hasher() : state_(XXH3_createState(), XXH3_freeState) { XXH3_128bits_reset(state_.get()); }
  void add(Bytes bytes) { XXH3_128bits_update(state_.get(), bytes.data(), bytes.size()); }
  ImageHash finish(Orientation orientation) {
    const auto turn = static_cast<std::uint8_t>(orientation);
    add({&turn, 1});
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_.get()));
    ImageHash hash;
    std::memcpy(hash.data(), canonical.digest, hash.size());
    return hash;
  }

 private:
  std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

std::size_t big_endian(Bytes bytes, std::size_t at, std::size_t width) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value = value << 8 | bytes[at + i];
  return value;
}

bool holds(Bytes bytes, std::size_t at, std::string_view text) {
  return at <= bytes.size() && bytes.size() - at >= text.size() &&
         std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

/// Past the entropy-coded data that begins at `at`: the place of the next marker that is no restart.
std::size_t end_of_scan(Bytes bytes, std::size_t at) {
  for (; at + 1 < bytes.size(); ++at) {
    const std::uint8_t next = bytes[at + 1];
    if (bytes[at] == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.size();
}

bool is_metadata(std::uint8_t marker) {
  return marker == 0xfe || (marker >= 0xe0 && marker <= 0xef && marker != 0xee);
}

Drawn drawn_in_jpeg(Bytes bytes) {
  Hasher hasher;
  Exif exif;
  bool found = false;
  std::size_t at = 2;
  while (at + 2 <= bytes.size() && bytes[at] == 0xff) {
    const std::uint8_t marker = bytes[at + 1];
    if (marker == 0xd9) return {hasher.finish(exif.orientation), exif};
    if (at + 4 > bytes.size()) break;
    if (marker == 0xff) {  // padding
      ++at;
      continue;
    }
    const std::size_t length = std::min(big_endian(bytes, at + 2, 2) + 2, bytes.size() - at);
    const Bytes segment = bytes.subspan(at, length);
    if (marker == 0xe1 && !found && holds(segment, 4, "Exif")) {
      exif = exif_of(segment.subspan(4));
      found = true;
    }
    std::size_t end = at + length;
    if (marker == 0xda) end = end_of_scan(bytes, end);
    if (!is_metadata(marker)) hasher.add(bytes.subspan(at, end - at));
    at = end;
  }
  hasher.add(bytes.subspan(std::min(at, bytes.size())));
  return {hasher.finish(exif.orientation), exif};
}

Drawn drawn_in_png(Bytes bytes) {
  Hasher hasher;
  Exif exif;
  std::size_t at = 8;
  while (at + 12 <= bytes.size()) {
    const std::size_t length = std::min(big_endian(bytes, at, 4), bytes.size() - at - 12);
    if (holds(bytes, at + 4, "eXIf")) exif = exif_of_tiff(bytes.subspan(at + 8, length));
    const bool critical = (bytes[at + 4] & 0x20) == 0;
    if (critical) hasher.add(bytes.subspan(at + 4, length + 4));
    at += length + 12;
    if (holds(bytes, at - length - 8, "IEND")) return {hasher.finish(exif.orientation), exif};
  }
  hasher.add(bytes.subspan(std::min(at, bytes.size())));
  return {hasher.finish(exif.orientation), exif};
}

Drawn drawn_in_webp(Bytes bytes) {
  Hasher hasher;
  Exif exif;
  std::size_t at = 12;
  while (at + 8 <= bytes.size()) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length |= static_cast<std::size_t>(bytes[at + 4 + i]) << (8 * i);
    length = std::min(length, bytes.size() - at - 8);
    const Bytes payload = bytes.subspan(at + 8, length);
    if (holds(bytes, at, "EXIF")) exif = exif_of(payload);
    for (const std::string_view picture : {"VP8 ", "VP8L", "ALPH", "ANMF"})
      if (holds(bytes, at, picture)) hasher.add(payload);
    at += 8 + length + (length & 1);
  }
  return {hasher.finish(exif.orientation), exif};
}

}  // namespace

ImageFormat format_of(Bytes bytes) {
  if (holds(bytes, 0, "\xff\xd8\xff")) return ImageFormat::jpeg;
  if (holds(bytes, 0, "\x89PNG\r\n\x1a\n")) return ImageFormat::png;
  if (holds(bytes, 0, "RIFF") && holds(bytes, 8, "WEBP")) return ImageFormat::webp;
  return ImageFormat::unknown;
}

Drawn drawn_in(Bytes bytes) {
  switch (format_of(bytes)) {
    case ImageFormat::jpeg:
      return drawn_in_jpeg(bytes);
    case ImageFormat::png:
      return drawn_in_png(bytes);
    case ImageFormat::webp:
      return drawn_in_webp(bytes);
    case ImageFormat::unknown:
      break;
  }
  Hasher hasher;
  hasher.add(bytes);
  return {hasher.finish(Orientation::upright), {}};
}

}  // namespace facefs
