// SPDX-License-Identifier: Apache-2.0
// The two things that facefs reads from EXIF: how the picture must be turned to stand upright, and when it was taken.
//
// Pure functions over foreign bytes. Every offset is checked; damaged EXIF means "as it is, at no known time", never an
// error. What programs write against the standard is read as exiftool reads it: an orientation of another type than
// SHORT, a directory of any length, a prefix that is not quite "Exif\0\0".
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
  bool names_orientation = false;  ///< rightly or wrongly: then XMP has no say
  /// The time is DateTimeOriginal (tag 0x9003), else DateTimeDigitized (0x9004), else DateTime (0x0132).
  PhotoFacts facts;
};

/// From a TIFF header on ("II*\0" or "MM\0*"), as in a PNG's eXIf or a WebP's EXIF chunk.
Exif exif_of_tiff(std::span<const std::uint8_t> tiff);

/// The number that an orientation is, if it is one.
std::optional<Orientation> orientation_of(long value);

/// From the payload of a JPEG's APP1 segment, or a chunk of a writer that kept its prefix. Nothing where it is no EXIF.
std::optional<Exif> exif_of(std::span<const std::uint8_t> exif);

}  // namespace facefs
