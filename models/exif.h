// SPDX-License-Identifier: Apache-2.0
// Reads from EXIF how the picture must be turned to stand upright, and the facts that a file tells of itself.
//
// Pure functions over foreign bytes. Every offset is checked. Damaged EXIF is never an error: it means "as it is, at no
// known time". Data that programs write against the standard is read as exiftool reads it. Such data is an orientation
// of another type than SHORT, a directory of any length, or a prefix that is not quite "Exif\0\0".
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "models/photo_facts.h"

namespace facefs {

/// EXIF 2.3, tag 0x0112: the side of the scene where row 0 and column 0 are. 1 is upright.
enum class Orientation : std::uint8_t {
  upright = 1,
  mirrored = 2,
  turned_180 = 3,
  mirrored_180 = 4,
  transposed = 5,
  turned_90 = 6,
  transverse = 7,
  turned_270 = 8,
};

struct Exif {
  Orientation orientation = Orientation::upright;
  bool names_orientation = false;  ///< rightly or wrongly: XMP then has no say
  /// The time is DateTimeOriginal (tag 0x9003), else DateTimeDigitized (0x9004), else DateTime (0x0132).
  PhotoFacts facts;
};

/// Reads EXIF that begins with a TIFF header ("II*\0" or "MM\0*"), as in a PNG's eXIf or a WebP's EXIF chunk.
Exif exif_of_tiff(std::span<const std::uint8_t> tiff);

/// Returns the orientation with that number; nothing where there is none.
std::optional<Orientation> orientation_of(long value);

/// Reads EXIF from the payload of a JPEG's APP1 segment, or from a chunk that kept such a segment's prefix. Returns
/// nothing where it is no EXIF.
std::optional<Exif> exif_of(std::span<const std::uint8_t> exif);

}  // namespace facefs
