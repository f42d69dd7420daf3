// SPDX-License-Identifier: Apache-2.0
// Writes and reads the fields that a description names, so that one description of a record serves both ways.
//
// A description is a function `fields(io, record)` in this namespace. It calls `io(...)` with the record's fields in
// their order in the bytes. Numbers, flags, texts, arrays, optionals and vectors are known here; every other type has a
// description of its own. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "index/values/record_codec.h"

namespace facefs::stored {

/// The unsigned type that a number is stored as; also for identifiers, and for signed numbers by their bits.
template <typename T>
using Stored = std::make_unsigned_t<
    typename std::conditional_t<std::is_enum_v<T>, std::underlying_type<T>, std::type_identity<T>>::type>;

class FieldWriter {
 public:
  template <typename T>
  using In = const T;

  template <typename... Fields>
  void operator()(const Fields&... fields) {
    (put(fields), ...);
  }
  template <typename Enum>
  void one_of(const Enum& value, std::uint8_t) {
    put(static_cast<std::uint8_t>(value));
  }
  template <typename Enum>
  void one_of(const Enum& value, std::uint8_t, Enum) {
    put(static_cast<std::uint8_t>(value));
  }
  void unused_real() { writer_.real(0); }
  template <typename... Fields>
  void later(bool is_there, const Fields&... fields) {
    if (is_there) (put(fields), ...);
  }
  std::string sealed() { return sealed_record(writer_.take()); }

 private:
  template <typename T>
  void put(const T& value) {
    if constexpr (std::is_same_v<T, float>)
      writer_.real(value);
    else if constexpr (std::is_same_v<T, bool>)
      writer_.number(static_cast<std::uint8_t>(value));
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      writer_.number(static_cast<Stored<T>>(value));
    else
      fields(*this, value);
  }
  void put(const std::string& text) { writer_.text(text); }
  template <std::size_t N>
  void put(const std::array<std::uint8_t, N>& bytes) {
    writer_.raw(bytes);
  }
  template <typename T, std::size_t N>
  void put(const std::array<T, N>& values) {
    for (const T& value : values) put(value);
  }
  template <typename T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <typename T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) put(value);
  }

  RecordWriter writer_;
};

class FieldReader {
 public:
  template <typename T>
  using In = T;

  explicit FieldReader(std::string_view payload) : reader_(payload) {}

  template <typename... Fields>
  void operator()(Fields&... fields) {
    (take(fields), ...);
  }
  /// Reads an enum; sets `otherwise` where its number is not known here. The checksum is right, so a newer facefs wrote
  /// that number, and nothing is damaged.
  template <typename Enum>
  void one_of(Enum& value, std::uint8_t values, Enum otherwise) {
    const auto stored = reader_.number<std::uint8_t>();
    value = stored < values ? static_cast<Enum>(stored) : otherwise;
  }
  /// Reads an enum for which no other value would do. Throws BadRecord where its number is not known here.
  template <typename Enum>
  void one_of(Enum& value, std::uint8_t values) {
    const auto stored = reader_.number<std::uint8_t>();
    if (stored >= values) throw BadRecord("a record of the gallery holds a value that does not exist");
    value = static_cast<Enum>(stored);
  }
  void unused_real() { reader_.real(); }
  /// Reads fields that an older facefs did not write: they keep their defaults where they are missing.
  template <typename... Fields>
  void later(bool, Fields&... fields) {
    if (!reader_.rest().empty()) (take(fields), ...);
  }

 private:
  template <typename T>
  void take(T& value) {
    if constexpr (std::is_same_v<T, float>)
      value = reader_.real();
    else if constexpr (std::is_same_v<T, bool>)
      value = reader_.number<std::uint8_t>() == 1;
    else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      value = static_cast<T>(reader_.number<Stored<T>>());
    else
      fields(*this, value);
  }
  void take(std::string& text) { text = reader_.text(); }
  template <std::size_t N>
  void take(std::array<std::uint8_t, N>& bytes) {
    reader_.raw_into(bytes);
  }
  template <typename T, std::size_t N>
  void take(std::array<T, N>& values) {
    for (T& value : values) take(value);
  }
  template <typename T>
  void take(std::optional<T>& value) {
    bool is_there = false;
    take(is_there);
    if (is_there) take(value.emplace());
  }
  template <typename T>
  void take(std::vector<T>& values) {
    std::uint32_t count = 0;
    take(count);
    for (std::uint32_t i = 0; i < count; ++i) take(values.emplace_back());
  }

  RecordReader reader_;
};

/// The type of a record as `Io` sees it: const for a writer, mutable for a reader.
template <typename Io, typename Record>
using In = typename Io::template In<Record>;

}  // namespace facefs::stored
