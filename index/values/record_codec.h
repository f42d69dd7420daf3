// SPDX-License-Identifier: Apache-2.0
// The bytes of keys and records. Numbers are big-endian, so that LMDB sorts keys as their numbers; a text follows its
// length.
//
// A record is {format u8, checksum u32, payload}. LMDB checks nothing: a flipped bit would come back as a wrong answer.
// The checksum is the low half of XXH3-64 over the payload. XXH3 is as strong here as CRC-32C, several times faster
// without special instructions, and already linked.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace facefs {

/// The gallery's bytes are not those that were written: a bit has flipped. The writer then makes the gallery anew.
struct BadRecord : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class RecordWriter {
 public:
  template <typename T>
  requires std::is_unsigned_v<T> RecordWriter& number(T value) {
    for (std::size_t i = sizeof(T); i-- > 0;) bytes_ += static_cast<char>(value >> (8 * i) & 0xff);
    return *this;
  }
  RecordWriter& real(float value) { return number(std::bit_cast<std::uint32_t>(value)); }
  RecordWriter& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  RecordWriter& raw(std::span<const std::uint8_t> bytes) {
    return raw({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  RecordWriter& text(std::string_view bytes) { return number(static_cast<std::uint32_t>(bytes.size())).raw(bytes); }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class RecordReader {
 public:
  explicit RecordReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, raw(sizeof(T)).data(), sizeof(T));
    return big_endian(value);
  }
  float real() { return std::bit_cast<float>(number<std::uint32_t>()); }
  std::string_view raw(std::size_t count) {
    if (rest_.size() < count) throw BadRecord("a record of the gallery is shorter than its format");
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  template <std::size_t N>
  void raw_into(std::array<std::uint8_t, N>& into) {
    std::memcpy(into.data(), raw(N).data(), N);
  }
  std::string text() { return std::string(raw(number<std::uint32_t>())); }
  std::string_view rest() const { return rest_; }

 private:
  /// Converts between the machine's byte order and the records'. (Byte by byte, GCC makes a loop of it, which took half
  /// of a search.)
  template <typename T>
  static T big_endian(T value) {
    if constexpr (std::endian::native == std::endian::big || sizeof(T) == 1) return value;
    if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(value));
    if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(value));
    if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(value));
  }

  std::string_view rest_;
};

/// Returns the payload with its format and checksum before it.
std::string sealed_record(std::string_view payload);

/// Returns the payload; nothing when the format is another or the checksum is wrong.
std::optional<std::string_view> open_record(std::string_view record);

}  // namespace facefs
