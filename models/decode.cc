// SPDX-License-Identifier: Apache-2.0
#include "models/decode.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "models/decode_formats.h"
#include "models/file_kind.h"
#include "models/orientation.h"

namespace facefs {
namespace {

Unreadable of_no_read_kind(FileKind kind) {
  if (kind == FileKind::unknown)
    return {Reason::not_an_image, "it is not a JPEG, PNG or WebP picture, by its first bytes"};
  std::string name(name_of(kind));
  for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return {Reason::unsupported, name + ": facefs reads JPEG, PNG and WebP"};
}

Stored decode_stored(std::span<const std::uint8_t> bytes, const DecodeLimits& limits, Orientation orientation) {
  switch (format_of(bytes)) {
    case ImageFormat::jpeg:
      return decode_jpeg(bytes, limits, orientation);
    case ImageFormat::png:
      return decode_png(bytes, limits);
    case ImageFormat::webp:
      return decode_webp(bytes, limits);
    case ImageFormat::unknown:
      break;
  }
  return of_no_read_kind(kind_of(bytes));
}

}  // namespace

std::optional<Unreadable> refused_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
  const std::string size = "the picture has " + std::to_string(width) + " x " + std::to_string(height) + " pixels, ";
  if (std::max(width, height) > static_cast<std::uint64_t>(limits.side))
    return Unreadable{Reason::too_large, size + "and facefs reads at most " + std::to_string(limits.side) + " a side"};
  if (static_cast<double>(width) * static_cast<double>(height) / 1e6 <= limits.megapixels) return {};
  return Unreadable{Reason::too_large, size + "more than limits.megapixels allows"};
}

std::variant<Decoded, Unreadable> decode(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  if (bytes.empty()) return Unreadable{Reason::empty, "the file has no bytes"};
  const Drawn drawn = drawn_in(bytes);
  const Orientation orientation = drawn.exif.orientation;
  Stored stored = decode_stored(bytes, limits, orientation);
  if (auto* unreadable = std::get_if<Unreadable>(&stored)) return std::move(*unreadable);
  auto& [raster, rows] = std::get<StoredPicture>(stored);
  const bool jpeg = format_of(bytes) == ImageFormat::jpeg;  // it is upright already
  const int width = jpeg && swaps_sides(orientation) ? raster.height() : raster.width();
  const int height = jpeg && swaps_sides(orientation) ? raster.width() : raster.height();
  auto damage = judged(rows, width, height, orientation, limits);
  if (auto* unreadable = std::get_if<Unreadable>(&damage)) return std::move(*unreadable);
  if (!jpeg) raster = turned_upright(std::move(raster).whole(), orientation);
  return Decoded{std::move(raster), drawn.hash, std::move(std::get<Damage>(damage)), drawn.exif.facts};
}

}  // namespace facefs
