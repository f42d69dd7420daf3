// SPDX-License-Identifier: Apache-2.0
// The hash of what is drawn. Two files that differ in metadata alone (a rating, a caption, a place) have the same hash.
//
// It is XXH3-128, with the orientation that will be applied. For a JPEG it is over the segments up to the end of the
// image, without COM and APPn. (APP14 stays: it says which colours the numbers mean.) For a PNG it is over the critical
// chunks, for a WebP over the picture chunks. A file that cannot be parsed is hashed whole. Pure, over foreign bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/exif.h"

namespace facefs {

using ImageHash = std::array<std::uint8_t, 16>;  ///< XXH3-128 in its canonical (big-endian) form

enum class ImageFormat : std::uint8_t { unknown, jpeg, png, webp };
inline constexpr std::uint8_t kImageFormats = static_cast<std::uint8_t>(ImageFormat::webp) + 1;

/// Tells the format by the first bytes; the file's name says nothing.
ImageFormat format_of(std::span<const std::uint8_t> bytes);

/// The hash of what is drawn, how it must be turned, and when it was taken.
struct Drawn {
  ImageHash hash{};
  Exif exif;
};
Drawn drawn_in(std::span<const std::uint8_t> bytes);

}  // namespace facefs
