// SPDX-License-Identifier: Apache-2.0
#include "index/values/ids.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>

namespace facefs {

std::string text_of(PersonId person) {
  std::array<char, 17> text;
  std::snprintf(text.data(), text.size(), "%015llx", static_cast<unsigned long long>(number_of(person)));
  return text.data();
}

std::optional<PersonId> person_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size() || text.size() != 15) return std::nullopt;
  return static_cast<PersonId>(value);
}

}  // namespace facefs
