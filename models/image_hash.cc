// SPDX-License-Identifier: Apache-2.0
#include "models/image_hash.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "models/file_kind.h"
#include "models/jpeg_segments.h"
#include "models/png_text.h"
#include "models/webp_chunks.h"
#include "models/xmp.h"

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

bool is_metadata(std::uint8_t marker) {
  return marker == JpegSegments::kComment || (marker >= 0xe0 && marker <= 0xef && marker != JpegSegments::kApp14);
}

/// Collects the metadata of a file while it is walked through. EXIF has the last word, wherever it is in the file, as
/// in viewers and browsers. Of several EXIF blocks the first one counts.
class Metadata {
 public:
  void meet_exif(Bytes payload) {
    if (exif_) return;
    exif_ = exif_of(payload);
  }
  void meet_xmp(std::string_view xmp) {
    if (!xmp_) xmp_ = orientation_in_xmp(xmp);
  }
  Exif read() const {
    Exif exif = exif_.value_or(Exif{});
    if (!exif.names_orientation && xmp_) exif.orientation = *xmp_;
    exif.facts.orientation = static_cast<std::uint8_t>(exif.orientation);
    return exif;
  }

 private:
  std::optional<Exif> exif_;
  std::optional<Orientation> xmp_;
};

std::string_view text_in(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Drawn finished(Hasher& hasher, const Metadata& metadata) {
  const Exif exif = metadata.read();
  return {hasher.finish(exif.orientation), exif};
}

void meet_app1(Metadata& metadata, Bytes payload) {
  constexpr std::string_view kXmp("http://ns.adobe.com/xap/1.0/\0", 29);
  if (holds(payload, 0, kXmp))
    metadata.meet_xmp(text_in(payload).substr(kXmp.size()));
  else
    metadata.meet_exif(payload);
}

Drawn drawn_in_jpeg(Bytes bytes) {
  Hasher hasher;
  Metadata metadata;
  JpegSegments segments(bytes);
  while (const auto segment = segments.next()) {
    if (!is_metadata(segment->marker)) hasher.add(segment->bytes);
    if (segment->marker == JpegSegments::kApp1) meet_app1(metadata, segment->payload);
  }
  hasher.add(segments.rest());
  return finished(hasher, metadata);
}

void meet_text(Metadata& metadata, const PngText& text) {
  if (text.keyword == "XML:com.adobe.xmp") metadata.meet_xmp(text.text);
  if (text.keyword == "Raw profile type exif" || text.keyword == "Raw profile type APP1")
    meet_app1(metadata, raw_profile(text.text));
  if (text.keyword == "Raw profile type xmp") metadata.meet_xmp(text_in(raw_profile(text.text)));
}

Drawn drawn_in_png(Bytes bytes) {
  Hasher hasher;
  Metadata metadata;
  std::size_t at = 8;
  while (at + 12 <= bytes.size()) {
    const std::size_t length = std::min(big_endian(bytes, at, 4), bytes.size() - at - 12);
    const Bytes payload = bytes.subspan(at + 8, length);
    const std::string_view name = text_in(bytes.subspan(at + 4, 4));
    if (name == "eXIf") metadata.meet_exif(payload);
    if (const auto text = png_text(name, payload)) meet_text(metadata, *text);
    const bool critical = (bytes[at + 4] & 0x20) == 0;
    if (critical) hasher.add(bytes.subspan(at + 4, length + 4));
    at += length + 12;
    if (name == "IEND") return finished(hasher, metadata);
  }
  hasher.add(bytes.subspan(std::min(at, bytes.size())));
  return finished(hasher, metadata);
}

Drawn drawn_in_webp(Bytes bytes) {
  Hasher hasher;
  Metadata metadata;
  WebpChunks chunks(bytes);
  while (const auto chunk = chunks.next()) {
    if (chunk->name == "EXIF") metadata.meet_exif(chunk->payload);
    if (chunk->name == "XMP ") metadata.meet_xmp(text_in(chunk->payload));
    for (const std::string_view picture : {"VP8 ", "VP8L", "ALPH", "ANMF"})
      if (chunk->name == picture) hasher.add(chunk->payload);
  }
  return finished(hasher, metadata);
}

}  // namespace

ImageFormat format_of(Bytes bytes) {
  switch (kind_of(bytes)) {
    case FileKind::jpeg:
      return ImageFormat::jpeg;
    case FileKind::png:
      return ImageFormat::png;
    case FileKind::webp:
      return ImageFormat::webp;
    default:
      return ImageFormat::unknown;
  }
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
