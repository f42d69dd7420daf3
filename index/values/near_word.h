// SPDX-License-Identifier: Apache-2.0
// "Did you mean": which known word somebody may have meant who mistyped one, a command or a person's name. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facefs {

/// How many characters must be put in, taken out, replaced, or exchanged with their neighbour to make `b` of `a`,
/// whatever their case.
std::size_t edits_between(std::string_view a, std::string_view b);

/// The one with the fewest edits, the first of several; nothing where more than a third of the shorter word would
/// change (of the shortest words one character may).
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known);

/// ": did you mean 'people'?", or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace facefs
