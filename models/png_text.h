// SPDX-License-Identifier: Apache-2.0
// Reads the text chunks of a PNG (tEXt, zTXt, iTXt): the keyword and the text, inflated. Also reads what ImageMagick
// packs into one as a "raw profile" in hexadecimal digits. Pure, over foreign bytes; a text is cut at a mebibyte.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace facefs {

struct PngText {
  std::string keyword;
  std::string text;
};

/// Returns the text of a chunk; `chunk` is its four letters. Returns nothing for a chunk that is no text, or a broken
/// one.
std::optional<PngText> png_text(std::string_view chunk, std::span<const std::uint8_t> payload);

/// Returns the bytes in the text of a "Raw profile type ...": a name, how many bytes there are, then their digits.
std::vector<std::uint8_t> raw_profile(std::string_view text);

}  // namespace facefs
