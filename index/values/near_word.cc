// SPDX-License-Identifier: Apache-2.0
#include "index/values/near_word.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

#include "index/values/person_name.h"
#include "system/text.h"

namespace facefs {
namespace {

/// Returns the characters in lower case; bytes that are no UTF-8 one by one.
std::vector<utf8proc_int32_t> characters_of(std::string_view text) {
  const std::string composed = nfc_of(text).value_or(std::string(text));
  std::vector<utf8proc_int32_t> characters;
  for (std::size_t at = 0; at < composed.size();) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(composed.data() + at),
                                         static_cast<utf8proc_ssize_t>(composed.size() - at), &point);
    characters.push_back(length > 0 ? utf8proc_tolower(point) : static_cast<unsigned char>(composed[at]));
    at += static_cast<std::size_t>(std::max<utf8proc_ssize_t>(length, 1));
  }
  return characters;
}

/// Computes the optimal string alignment distance with the last three rows of its table.
std::size_t edits(const std::vector<utf8proc_int32_t>& a, const std::vector<utf8proc_int32_t>& b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::size_t edits_between(std::string_view a, std::string_view b) {
  return edits(characters_of(a), characters_of(b));
}

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known) {
  const auto given = characters_of(word);
  std::optional<std::string> nearest;
  std::size_t fewest = 0;
  for (const std::string& candidate : known) {
    const auto characters = characters_of(candidate);
    const std::size_t count = edits(given, characters);
    const std::size_t most = std::max<std::size_t>(1, std::min(given.size(), characters.size()) / 3);
    if (count > most || (nearest && count >= fewest)) continue;
    nearest = candidate;
    fewest = count;
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const auto nearest = nearest_word(word, known);
  return nearest ? ": did you mean '" + escaped(*nearest) + "'?" : "";
}

}  // namespace facefs
