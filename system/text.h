// SPDX-License-Identifier: Apache-2.0
// File names are bytes; what programs read and terminals show is text. The way from one to the other, and back. Pure.
//
// A byte that is no UTF-8 becomes a lone surrogate in JSON (0x80 is "\udc80"), as Python's surrogateescape does. The
// JSON library refuses lone surrogates, so inside its values such a byte stands as U+10FF00 + byte, a private
// character, and `json_text` and `json_value` exchange the two at the border. Names that hold such a character are
// escaped byte by byte.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace facefs {

/// Bytes to a string that the JSON library takes, and back.
std::string json_string(std::string_view bytes);
std::string bytes_of_json_string(std::string_view text);

/// ASCII JSON, raw bytes as lone surrogates; `indent` < 0 puts it on one line.
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// Parses what json_text wrote, or anybody else. Throws nlohmann's parse error on what is no JSON.
nlohmann::ordered_json json_value(std::string_view text);

/// For tab-separated files and terminals: JSON's escapes without the quotes, so that no control byte gets through.
/// UTF-8 stays as it is.
std::string escaped(std::string_view bytes);

/// One word of a shell's command line, for a command that a sentence suggests: in single quotes, and without a
/// backslash of its own, which `escaped` would double. What `escaped` changes in the name itself cannot be typed back.
std::string shell_word(std::string_view bytes);

}  // namespace facefs
