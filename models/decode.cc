// SPDX-License-Identifier: Apache-2.0
#include "models/decode.h"

#include <algorithm>
#include <utility>

#include "models/decode_formats.h"
#include "models/orientation.h"

namespace facefs {
namespace {

Stored decode_stored(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  switch (format_of(bytes)) {
    case ImageFormat::jpeg:
      return decode_jpeg(bytes, limits);
    case ImageFormat::png:
      return decode_png(bytes, limits);
    case ImageFormat::webp:
      return decode_webp(bytes, limits);
    case ImageFormat::unknown:
      break;
  }
  return Unreadable{Reason::not_an_image, "its first bytes are those of no JPEG, PNG or WebP picture"};
}

Raster upright(StoredPicture stored, Orientation orientation) {
  if (auto* image = std::get_if<Image>(&stored.pixels)) return turned_upright(std::move(*image), orientation);
  return {std::get<YccPlanes>(std::move(stored.pixels)), orientation};
}

}  // namespace

std::optional<Unreadable> refused_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
  const double megapixels = static_cast<double>(width) * static_cast<double>(height) / 1e6;
  if (megapixels <= limits.megapixels && std::max(width, height) <= static_cast<std::uint64_t>(limits.side)) return {};
  return Unreadable{Reason::too_large, "the picture has " + std::to_string(width) + " x " + std::to_string(height) +
                                           " pixels, more than limits.megapixels allows"};
}

std::variant<Decoded, Unreadable> decode(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  if (bytes.empty()) return Unreadable{Reason::empty, "the file has no bytes"};
  const Drawn drawn = drawn_in(bytes);
  Stored stored = decode_stored(bytes, limits);
  if (auto* unreadable = std::get_if<Unreadable>(&stored)) return std::move(*unreadable);
  auto& picture = std::get<StoredPicture>(stored);
  const bool truncated = picture.truncated;
  return Decoded{upright(std::move(picture), drawn.exif.orientation), drawn.hash, truncated, drawn.exif.taken};
}

}  // namespace facefs
