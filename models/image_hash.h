// SPDX-License-Identifier: Apache-2.0
// The hash of what is drawn: two files that differ in metadata alone (a rating, a caption, a place) have the same.
//
// XXH3-128 over a JPEG's segments without COM and APPn (APP14 stays: it says which colours the numbers mean) up to the
// end of the image, over a PNG's critical chunks, over a WebP's picture chunks; each with the orientation that will be
// applied. What cannot be parsed is hashed whole. Pure, over foreign bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/exif.h"

namespace facefs {

using ImageHash = std::array<std::uint8_t, 16>;  ///< XXH3-128 in its canonical (big-endian) form

enum class ImageFormat : std::uint8_t { unknown, jpeg, png, webp };
inline constexpr std::uint8_t kImageFormats = static_cast<std::uint8_t>(ImageFormat::webp) + 1;

/// Told by the first bytes; the file's name says nothing.
ImageFormat format_of(std::span<const std::uint8_t> bytes);

/// What is drawn, how it must be turned, and when it was taken.
struct Drawn {
  ImageHash hash{};
  Exif exif;
};
Drawn drawn_in(std::span<const std::uint8_t> bytes);

}  // namespace facefs
