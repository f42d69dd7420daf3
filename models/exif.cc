// SPDX-License-Identifier: Apache-2.0
#include "models/exif.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace facefs {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kShort = 3;
constexpr std::size_t kEntrySize = 12;
constexpr std::size_t kMostEntries = 64;

/// Numbers of a TIFF in its own byte order; what lies outside reads as 0.
class TiffBytes {
 public:
  explicit TiffBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes), big_(!bytes.empty() && bytes[0] == 'M') {}

  std::uint32_t number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || bytes_.size() - at < width) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t place = big_ ? i : width - 1 - i;
      value = value << 8 | bytes_[at + place];
    }
    return value;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_;
};

bool is_tiff(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 8 && ((bytes[0] == 'I' && bytes[1] == 'I' && bytes[2] == 42 && bytes[3] == 0) ||
                               (bytes[0] == 'M' && bytes[1] == 'M' && bytes[2] == 0 && bytes[3] == 42));
}

}  // namespace

Orientation orientation_of_tiff(std::span<const std::uint8_t> tiff) {
  if (!is_tiff(tiff)) return Orientation::upright;
  const TiffBytes bytes(tiff);
  const std::size_t directory = bytes.number(4, 4);
  const std::size_t entries = std::min<std::size_t>(bytes.number(directory, 2), kMostEntries);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntrySize;
    if (bytes.number(entry, 2) != kOrientationTag) continue;
    const std::uint32_t value = bytes.number(entry + 2, 2) == kShort ? bytes.number(entry + 8, 2) : 0;
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
  }
  return Orientation::upright;
}

Orientation orientation_of_exif(std::span<const std::uint8_t> exif) {
  constexpr std::array<std::uint8_t, 6> kPrefix = {'E', 'x', 'i', 'f', 0, 0};
  if (exif.size() < kPrefix.size() || !std::equal(kPrefix.begin(), kPrefix.end(), exif.begin()))
    return orientation_of_tiff(exif);
  return orientation_of_tiff(exif.subspan(kPrefix.size()));
}

}  // namespace facefs
