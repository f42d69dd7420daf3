// SPDX-License-Identifier: Apache-2.0
#include "models/exif.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace facefs {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kDateTimeTag = 0x0132;
constexpr std::uint16_t kExifDirectoryTag = 0x8769;
constexpr std::uint16_t kOriginalTag = 0x9003;
constexpr std::uint16_t kDigitizedTag = 0x9004;
constexpr std::uint16_t kShort = 3;
constexpr std::uint16_t kAscii = 2;
constexpr std::size_t kEntrySize = 12;
constexpr std::size_t kMostEntries = 64;
constexpr std::size_t kDateLength = 19;  // "2019:07:14 18:03:22"

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

  /// The entry with that tag in the directory that begins at `directory`: the place of its type.
  std::optional<std::size_t> entry(std::size_t directory, std::uint16_t tag) const {
    const std::size_t entries = std::min<std::size_t>(number(directory, 2), kMostEntries);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t at = directory + 2 + i * kEntrySize;
      if (number(at, 2) == tag) return at + 2;
    }
    return std::nullopt;
  }

  std::string_view text(std::size_t at, std::size_t length) const {
    if (at > bytes_.size() || bytes_.size() - at < length) return {};
    return {reinterpret_cast<const char*>(bytes_.data()) + at, length};
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_;
};

bool is_tiff(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 8 && ((bytes[0] == 'I' && bytes[1] == 'I' && bytes[2] == 42 && bytes[3] == 0) ||
                               (bytes[0] == 'M' && bytes[1] == 'M' && bytes[2] == 0 && bytes[3] == 42));
}

Orientation orientation_in(const TiffBytes& bytes, std::size_t directory) {
  const auto at = bytes.entry(directory, kOrientationTag);
  const std::uint32_t value = at && bytes.number(*at, 2) == kShort ? bytes.number(*at + 6, 2) : 0;
  return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
}

/// 0 where it is no date. Cameras whose clock was never set say "0000:00:00 00:00:00".
std::int64_t seconds_of(std::string_view text) {
  std::array<unsigned, 6> parts{};
  static constexpr std::array<std::size_t, 6> kStarts = {0, 5, 8, 11, 14, 17};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const char* const first = text.data() + kStarts[i];
    const char* const last = first + (i == 0 ? 4 : 2);
    if (const auto [end, error] = std::from_chars(first, last, parts[i]); error != std::errc() || end != last) return 0;
  }
  using namespace std::chrono;
  const year_month_day day(year(static_cast<int>(parts[0])), month(parts[1]), std::chrono::day(parts[2]));
  if (!day.ok() || parts[0] < 1800 || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) return 0;
  const auto time = sys_days(day) + hours(parts[3]) + minutes(parts[4]) + seconds(parts[5]);
  return duration_cast<seconds>(time.time_since_epoch()).count();
}

std::int64_t date_in(const TiffBytes& bytes, std::size_t directory, std::uint16_t tag) {
  const auto at = bytes.entry(directory, tag);
  if (!at || bytes.number(*at, 2) != kAscii || bytes.number(*at + 2, 4) < kDateLength) return 0;
  const std::string_view text = bytes.text(bytes.number(*at + 6, 4), kDateLength);
  return text.empty() ? 0 : seconds_of(text);
}

std::int64_t taken_in(const TiffBytes& bytes, std::size_t directory) {
  const auto at = bytes.entry(directory, kExifDirectoryTag);
  if (const std::size_t exif = at ? bytes.number(*at + 6, 4) : 0; exif != 0)
    for (const std::uint16_t tag : {kOriginalTag, kDigitizedTag})
      if (const std::int64_t date = date_in(bytes, exif, tag)) return date;
  return date_in(bytes, directory, kDateTimeTag);
}

}  // namespace

Exif exif_of_tiff(std::span<const std::uint8_t> tiff) {
  if (!is_tiff(tiff)) return {};
  const TiffBytes bytes(tiff);
  const std::size_t directory = bytes.number(4, 4);
  return {orientation_in(bytes, directory), taken_in(bytes, directory)};
}

Exif exif_of(std::span<const std::uint8_t> exif) {
  constexpr std::array<std::uint8_t, 6> kPrefix = {'E', 'x', 'i', 'f', 0, 0};
  if (exif.size() < kPrefix.size() || !std::equal(kPrefix.begin(), kPrefix.end(), exif.begin()))
    return exif_of_tiff(exif);
  return exif_of_tiff(exif.subspan(kPrefix.size()));
}

}  // namespace facefs
