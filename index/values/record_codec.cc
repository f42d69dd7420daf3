// SPDX-License-Identifier: Apache-2.0
#include "index/values/record_codec.h"

#include <xxhash.h>

namespace facefs {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kHeader = 5;

std::uint32_t checksum_of(std::string_view payload) {
  return static_cast<std::uint32_t>(XXH3_64bits(payload.data(), payload.size()));
}

}  // namespace

std::string sealed_record(std::string_view payload) {
  return RecordWriter().number(kFormat).number(checksum_of(payload)).raw(payload).take();
}

std::optional<std::string_view> open_record(std::string_view record) {
  if (record.size() < kHeader) return std::nullopt;
  RecordReader reader(record);
  const auto format = reader.number<std::uint8_t>();
  const auto checksum = reader.number<std::uint32_t>();
  if (format != kFormat || checksum != checksum_of(reader.rest())) return std::nullopt;
  return reader.rest();
}

}  // namespace facefs
