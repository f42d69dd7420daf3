// SPDX-License-Identifier: Apache-2.0
// The one walk over a JPEG file's segments. It finds what is drawn, how it is turned, and what can be mended.
//
// It walks as libjpeg does: bytes between two segments that are no segment are skipped. So a wrong length, or stray
// bytes, hide nothing that a viewer finds. Pure, over foreign bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace facefs {

struct JpegSegment {
  std::uint8_t marker = 0;
  std::span<const std::uint8_t> bytes;    ///< from its 0xff on; a scan's with the coded data that follows
  std::span<const std::uint8_t> payload;  ///< after the length
};

class JpegSegments {
 public:
  static constexpr std::uint8_t kEndOfImage = 0xd9, kStartOfScan = 0xda, kComment = 0xfe, kApp1 = 0xe1, kApp14 = 0xee;

  /// `file` begins with a JPEG's first two bytes.
  explicit JpegSegments(std::span<const std::uint8_t> file) : file_(file) {}
  /// Returns the next segment; nothing at the end of the image, or where no segment follows.
  std::optional<JpegSegment> next();
  /// Returns the bytes that the walk has left; none where it came to the end of the image.
  std::span<const std::uint8_t> rest() const { return file_.subspan(at_); }

 private:
  std::span<const std::uint8_t> file_;
  std::size_t at_ = 2;
};

/// Returns a copy in which each marker that cannot be in coded data is data again. One flipped bit makes such a marker
/// of a 0xff that is followed by 0, and a decoder would stop there. Returns nothing where there is no such marker.
std::optional<std::vector<std::uint8_t>> without_stray_markers(std::span<const std::uint8_t> file);

}  // namespace facefs
