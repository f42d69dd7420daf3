// SPDX-License-Identifier: Apache-2.0
#include "models/decode.h"

#include <algorithm>
#include <utility>

#include "models/decode_formats.h"
#include "models/orientation.h"

namespace facefs {
namespace {

Stored turned(Stored stored, Orientation orientation) {
  if (auto* picture = std::get_if<StoredPicture>(&stored))
    picture->raster = turned_upright(std::move(picture->raster).whole(), orientation);
  return stored;
}

Stored decode_upright(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation) {
  switch (format_of(bytes)) {
    case ImageFormat::jpeg:
      return decode_jpeg(bytes, limits, orientation);
    case ImageFormat::png:
      return turned(decode_png(bytes, limits), orientation);
    case ImageFormat::webp:
      return turned(decode_webp(bytes, limits), orientation);
    case ImageFormat::unknown:
      break;
  }
  return Unreadable{Reason::not_an_image, "its first bytes are those of no JPEG, PNG or WebP picture"};
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
  Stored stored = decode_upright(bytes, limits, drawn.exif.orientation);
  if (auto* unreadable = std::get_if<Unreadable>(&stored)) return std::move(*unreadable);
  auto& picture = std::get<StoredPicture>(stored);
  return Decoded{std::move(picture.raster), drawn.hash, picture.truncated, drawn.exif.taken};
}

}  // namespace facefs
