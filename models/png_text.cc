// SPDX-License-Identifier: Apache-2.0
#include "models/png_text.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>

namespace facefs {
namespace {

constexpr std::size_t kLongest = std::size_t{1} << 20;

std::string inflated(std::string_view packed) {
  std::string text(std::min(kLongest, 64 + packed.size() * 16), '\0');
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());
  int state = Z_OK;
  while (state == Z_OK && stream.total_out < kLongest) {
    if (stream.total_out == text.size()) text.resize(std::min(kLongest, 2 * text.size()));
    stream.next_out = reinterpret_cast<Bytef*>(text.data()) + stream.total_out;
    stream.avail_out = static_cast<uInt>(text.size() - stream.total_out);
    state = ::inflate(&stream, Z_NO_FLUSH);
  }
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

/// Takes the text up to the next zero byte, and drops that byte. Returns nothing where there is none.
std::optional<std::string_view> taken_to_zero(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return taken;
}

int digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  const std::size_t at = kDigits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at < 16 ? at : at - 6);
}

}  // namespace

std::optional<PngText> png_text(std::string_view chunk, std::span<const std::uint8_t> payload) {
  if (chunk != "tEXt" && chunk != "zTXt" && chunk != "iTXt") return std::nullopt;
  std::string_view rest(reinterpret_cast<const char*>(payload.data()), payload.size());
  const auto keyword = taken_to_zero(rest);
  if (!keyword) return std::nullopt;
  if (chunk == "tEXt") return PngText{std::string(*keyword), std::string(rest.substr(0, kLongest))};
  bool packed = true;
  if (chunk == "iTXt") {
    if (rest.empty()) return std::nullopt;
    packed = rest[0] != 0;
    rest.remove_prefix(1);
  }
  if (rest.empty()) return std::nullopt;
  rest.remove_prefix(1);  // the method: deflate, there is no other
  if (chunk == "iTXt" && (!taken_to_zero(rest) || !taken_to_zero(rest))) return std::nullopt;  // its languages
  return PngText{std::string(*keyword), packed ? inflated(rest) : std::string(rest.substr(0, kLongest))};
}

std::vector<std::uint8_t> raw_profile(std::string_view text) {
  const auto is_space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  for (int word = 0; word < 2; ++word) {
    text.remove_prefix(static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_space) - text.begin()));
    text.remove_prefix(static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_space) - text.begin()));
  }
  std::vector<std::uint8_t> bytes;
  int half = -1;
  for (const char c : text) {
    const int value = digit(c);
    if (value < 0) continue;
    if (half >= 0) bytes.push_back(static_cast<std::uint8_t>(half << 4 | value));
    half = half >= 0 ? -1 : value;
  }
  return bytes;
}

}  // namespace facefs
