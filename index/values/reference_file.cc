// SPDX-License-Identifier: Apache-2.0
#include "index/values/reference_file.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

#include "index/values/content_hash.h"

namespace facefs {
namespace {

constexpr std::size_t kDigits = 16;

}  // namespace

std::string new_reference_file() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start: no source of randomness");
  std::array<std::uint8_t, kDigits / 2> random;
  randombytes_buf(random.data(), random.size());
  return hex_of(random);
}

bool is_reference_file(std::string_view file) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return file.size() == kDigits && std::all_of(file.begin(), file.end(), is_digit);
}

std::string text_of(const NamedReference& reference) {
  return reference.file + "/" + reference.name;
}

std::optional<NamedReference> named_reference_in(std::string_view text) {
  if (text.size() < kDigits + 2 || text[kDigits] != '/' || !is_reference_file(text.substr(0, kDigits)))
    return std::nullopt;
  const std::string_view name = text.substr(kDigits + 1);
  if (name.find('/') != std::string_view::npos || name == "." || name == "..") return std::nullopt;
  return NamedReference{std::string(text.substr(0, kDigits)), std::string(name)};
}

}  // namespace facefs
