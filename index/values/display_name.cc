// SPDX-License-Identifier: Apache-2.0
#include "index/values/display_name.h"

#include <algorithm>
#include <charconv>

namespace facefs {
namespace {

constexpr std::size_t kLongestName = 255;  // NAME_MAX

struct Parts {
  std::string_view stem;
  std::string_view extension;  // with its dot; empty for ".hidden" and for names without one
};

Parts parts_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {name, {}};
  return {name.substr(0, dot), name.substr(dot)};
}

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

std::string_view cut_to(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && continues_character(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

std::string numbered_name(std::string_view basename, unsigned number) {
  if (number == 1) return std::string(basename);
  const auto [stem, extension] = parts_of(basename);
  const std::string suffix = " (" + std::to_string(number) + ")";
  return cut_name(stem, suffix + std::string(extension.substr(0, kLongestName - suffix.size())));
}

std::string cut_name(std::string_view stem, std::string_view end) {
  return std::string(cut_to(stem, kLongestName - end.size())).append(end);
}

std::string cluster_name(ClusterId id) {
  const std::string digits = std::to_string(number_of(id));
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::optional<ClusterId> cluster_named(std::string_view name) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const auto id = static_cast<ClusterId>(number);
  if (error != std::errc() || number == 0 || cluster_name(id) != name) return std::nullopt;
  return id;
}

}  // namespace facefs
