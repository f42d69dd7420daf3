// SPDX-License-Identifier: Apache-2.0
#include "index/values/person_name.h"

#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace facefs {
namespace {

constexpr std::size_t kLongestName = 200;  // bytes

std::optional<std::string> mapped(std::string_view text, int options) {
  utf8proc_uint8_t* result = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &result, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> held(result, std::free);
  if (length < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(result), static_cast<std::size_t>(length));
}

bool is_refused_character(utf8proc_int32_t point) {
  const utf8proc_category_t category = utf8proc_category(point);
  const bool bidi = point == 0x061c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
                    (point >= 0x2066 && point <= 0x2069);
  return bidi || point == '/' || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP || category == UTF8PROC_CATEGORY_CN;
}

/// Tells whether it is a blank of any width, or a character without a glyph (zero-width space, joiners, soft hyphen).
/// The latter are useful only between other characters.
bool is_unseen(utf8proc_int32_t point) {
  return utf8proc_category(point) == UTF8PROC_CATEGORY_ZS || utf8proc_category(point) == UTF8PROC_CATEGORY_CF;
}

std::vector<utf8proc_int32_t> points_of(std::string_view name) {
  std::vector<utf8proc_int32_t> points;
  while (!name.empty()) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                         static_cast<utf8proc_ssize_t>(name.size()), &point);
    if (length <= 0) return {};
    points.push_back(point);
    name.remove_prefix(static_cast<std::size_t>(length));
  }
  return points;
}

/// Tells whether the name ends as "Joey (2)" does. Such a number tells two photos of one name apart, so it cannot be
/// part of a person's name.
bool ends_in_number(std::string_view name) {
  if (!name.ends_with(')')) return false;
  const std::size_t open = name.rfind(" (");
  if (open == std::string_view::npos) return false;
  const std::string_view digits = name.substr(open + 2, name.size() - open - 3);
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_reserved_name(std::string_view name) {
  static constexpr std::array<std::string_view, 16> kReserved = {
      "people",     "enroll", "maybe", "unknown",    "together",  "labeled",     "faces",       "ignored",
      "look-alike", "single", "all",   "lost+found", "Thumbs.db", "desktop.ini", "autorun.inf", "$RECYCLE.BIN"};
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

NameFault fault_of_person_name(std::string_view name) {
  const auto composed = nfc_of(name);
  if (!composed || composed->empty()) return NameFault::not_allowed;
  if (composed->size() > kLongestName) return NameFault::too_long;
  const std::vector<utf8proc_int32_t> points = points_of(*composed);
  if (points.empty() || is_unseen(points.front()) || is_unseen(points.back()) ||
      std::any_of(points.begin(), points.end(), is_refused_character))
    return NameFault::not_allowed;
  if (composed->front() == '.' || is_reserved_name(*composed) || ends_in_number(*composed))
    return NameFault::not_allowed;
  return NameFault::none;
}

std::optional<std::string> nfc_of(std::string_view name) {
  return mapped(name, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

bool is_spelling_of(std::string_view given, std::string_view stored) {
  return given == stored || nfc_of(given) == stored;
}

std::array<std::uint8_t, 16> folded_key_of(std::string_view name) {
  constexpr int kFold = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  const std::string folded = mapped(name, kFold).value_or(std::string(name));
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(folded.data(), folded.size()));
  std::array<std::uint8_t, 16> key;
  std::memcpy(key.data(), canonical.digest, key.size());
  return key;
}

}  // namespace facefs
