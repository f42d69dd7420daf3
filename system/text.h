// SPDX-License-Identifier: Apache-2.0
// Converts between file names, which are bytes, and text, which programs read and terminals show. Pure.
//
// A byte that is no UTF-8 becomes a lone surrogate in JSON (0x80 is "\udc80"), as Python's surrogateescape does. The
// JSON library refuses lone surrogates. Inside its values such a byte is therefore U+10FF00 + byte, a private
// character. `json_text` and `json_value` exchange the two at the border. A name that itself holds such a character is
// escaped byte by byte.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace facefs {

/// Converts bytes to a string that the JSON library takes; `bytes_of_json_string` converts back.
std::string json_string(std::string_view bytes);
std::string bytes_of_json_string(std::string_view text);

/// Returns ASCII JSON, with bytes that are no UTF-8 as lone surrogates. `indent` < 0 puts it on one line.
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// Parses JSON, by whatever program it was written. Throws nlohmann's parse error on a text that is no JSON.
nlohmann::ordered_json json_value(std::string_view text);

/// Returns the bytes with JSON's escapes but without the quotes, for tab-separated files and terminals. No control
/// character gets through; other UTF-8 stays as it is.
std::string escaped(std::string_view bytes);

/// Returns one word of a shell's command line, in single quotes, for a command that a sentence suggests. Adds no
/// backslash, because `escaped` would double it. Characters of the name that `escaped` changes cannot be typed back.
std::string shell_word(std::string_view bytes);

}  // namespace facefs
