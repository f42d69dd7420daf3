// SPDX-License-Identifier: Apache-2.0
// Finds the known word that a user may have meant by a mistyped one: a command or a person's name. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facefs {

/// Returns how many characters must be added, removed, replaced, or exchanged with their neighbour to turn `a` into
/// `b`. Ignores case.
std::size_t edits_between(std::string_view a, std::string_view b);

/// Returns the known word with the fewest edits; the first of several. Returns nothing where more than a third of the
/// shorter word would change. (In the shortest words one character may change.)
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known);

/// Returns ": did you mean 'people'?", or an empty text.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace facefs
