// SPDX-License-Identifier: Apache-2.0
#include "models/exif.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
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
constexpr std::size_t kEntrySize = 12;
constexpr std::size_t kDateLength = 19;  // "2019:07:14 18:03:22"

/// The types of TIFF 6.0, and IFD of its first supplement.
enum Type : std::uint16_t {
  kByte = 1,
  kAscii = 2,
  kShort = 3,
  kLong = 4,
  kRational = 5,
  kSignedByte = 6,
  kUndefined = 7,
  kSignedShort = 8,
  kSignedLong = 9,
  kSignedRational = 10,
  kFloat = 11,
  kDouble = 12,
  kDirectory = 13,
};

/// Returns the bytes of one value; 0 where there is no such type.
std::size_t size_of(std::uint32_t type) {
  static constexpr std::array<std::uint8_t, 14> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < kSizes.size() ? kSizes[type] : 0;
}

/// Reads numbers of a TIFF in its own byte order. A number that lies outside reads as 0.
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

  std::uint64_t eight_bytes(std::size_t at) const {
    const std::uint64_t first = number(at, 4), second = number(at + 4, 4);
    return big_ ? first << 32 | second : second << 32 | first;
  }

  /// Returns where the type of the entry with that tag is, in the directory that begins at `directory`.
  std::optional<std::size_t> entry(std::size_t directory, std::uint16_t tag) const {
    if (directory >= bytes_.size()) return std::nullopt;
    const std::size_t entries = std::min<std::size_t>(number(directory, 2), (bytes_.size() - directory) / kEntrySize);
    for (std::size_t i = 0; i < entries; ++i) {
      const std::size_t at = directory + 2 + i * kEntrySize;
      if (number(at, 2) == tag) return at + 2;
    }
    return std::nullopt;
  }

  /// Returns where the values of an entry are: in the entry itself, if they fit.
  std::size_t values_of(std::size_t entry) const {
    const std::size_t size = size_of(number(entry, 2)) * number(entry + 2, 4);
    return size > 4 ? number(entry + 6, 4) : entry + 6;
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

/// Returns the number that is the whole text, up to a zero byte; 0 where it is none.
long number_in(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

template <typename Real, typename Bits>
long whole_number(Bits bits) {
  const auto value = std::bit_cast<Real>(bits);
  return value >= 1 && value <= 8 && value == std::floor(value) ? static_cast<long>(value) : 0;
}

long quotient(std::uint32_t numerator, std::uint32_t denominator) {
  return denominator != 0 && numerator % denominator == 0 ? numerator / denominator : 0;
}

/// Returns a single value of any type as a number; 0 where it is none. A negative one comes out as a number that is no
/// orientation.
long number_of(const TiffBytes& bytes, std::size_t entry) {
  const std::uint32_t type = bytes.number(entry, 2), count = bytes.number(entry + 2, 4);
  const std::size_t at = bytes.values_of(entry);
  if (type == kAscii) return number_in(bytes.text(at, std::min(count, std::uint32_t{4})));
  if (count != 1) return 0;
  switch (type) {
    case kRational:
    case kSignedRational:
      return quotient(bytes.number(at, 4), bytes.number(at + 4, 4));
    case kFloat:
      return whole_number<float>(bytes.number(at, 4));
    case kDouble:
      return whole_number<double>(bytes.eight_bytes(at));
    default:
      return bytes.number(at, size_of(type));
  }
}

void read_orientation(const TiffBytes& bytes, std::size_t directory, Exif& exif) {
  const auto at = bytes.entry(directory, kOrientationTag);
  if (!at || size_of(bytes.number(*at, 2)) == 0) return;
  exif.names_orientation = true;
  exif.orientation = orientation_of(number_of(bytes, *at)).value_or(Orientation::upright);
}

/// Returns the date in seconds since 1970; 0 where it is no date. A camera with a clock that was never set writes
/// "0000:00:00 00:00:00".
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

std::optional<Orientation> orientation_of(long value) {
  if (value < 1 || value > 8) return std::nullopt;
  return static_cast<Orientation>(value);
}

Exif exif_of_tiff(std::span<const std::uint8_t> tiff) {
  if (!is_tiff(tiff)) return {};
  const TiffBytes bytes(tiff);
  const std::size_t directory = bytes.number(4, 4);
  Exif exif;
  read_orientation(bytes, directory, exif);
  exif.facts.taken = taken_in(bytes, directory);
  return exif;
}

std::optional<Exif> exif_of(std::span<const std::uint8_t> exif) {
  if (is_tiff(exif)) return exif_of_tiff(exif);
  constexpr std::string_view kName("Exif\0", 5);  // and a byte, which should be 0
  constexpr std::size_t kStray = 4;               // bytes before it that some writers left
  const std::string_view head(reinterpret_cast<const char*>(exif.data()), std::min(exif.size(), kStray + kName.size()));
  const std::size_t at = head.find(kName);
  if (at == std::string_view::npos || exif.size() <= at + kName.size()) return std::nullopt;
  return exif_of_tiff(exif.subspan(at + kName.size() + 1));
}

}  // namespace facefs
