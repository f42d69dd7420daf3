// SPDX-License-Identifier: Apache-2.0
#include "system/text.h"

#include <utf8proc.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace facefs {
namespace {

constexpr std::uint32_t kRawByte = 0x10ff00;  // + the byte: the last 256 characters of Unicode's last private plane
constexpr std::string_view kRawByteEscape = "\\udbff\\udf";  // how the JSON library writes the first half of one

struct Character {
  std::size_t length;  // 1 for a byte that is no UTF-8
  std::int32_t point;  // -1 for such a byte
};

Character first_of(std::string_view text) {
  utf8proc_int32_t point = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (length <= 0) return {1, -1};
  return {static_cast<std::size_t>(length), point};
}

bool stands_for_byte(std::int32_t point) {
  return point >= static_cast<std::int32_t>(kRawByte);
}

void append_utf8(std::string& text, std::uint32_t point) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

void append_escaped(std::string& text, unsigned char byte) {
  char code[8];
  switch (byte) {
    case '\n':
      text += "\\n";
      return;
    case '\t':
      text += "\\t";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\\':
      text += "\\\\";
      return;
    default:
      break;
  }
  std::snprintf(code, sizeof code, byte < 0x80 ? "\\u%04x" : "\\udc%02x", byte);
  text += code;
}

bool is_control(std::int32_t point) {
  return point < 0x20 || point == 0x7f || (point >= 0x80 && point < 0xa0) || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0x2028 || point == 0x2029;
}

}  // namespace

std::string json_string(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const Character character = first_of(bytes);
    if (character.point >= 0 && !stands_for_byte(character.point))
      text += bytes.substr(0, character.length);
    else
      for (const char byte : bytes.substr(0, character.length))
        append_utf8(text, kRawByte + static_cast<unsigned char>(byte));
    bytes.remove_prefix(character.length);
  }
  return text;
}

std::string bytes_of_json_string(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const Character character = first_of(text);
    if (stands_for_byte(character.point))
      bytes += static_cast<char>(static_cast<std::uint32_t>(character.point) - kRawByte);
    else
      bytes += text.substr(0, character.length);
    text.remove_prefix(character.length);
  }
  return bytes;
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  return replaced(value.dump(indent, ' ', /*ensure_ascii=*/true), kRawByteEscape, "\\udc");
}

nlohmann::ordered_json json_value(std::string_view text) {
  // A low surrogate that follows a high one is half of a character and stays; one alone is a raw byte.
  std::string prepared;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const bool escape = rest.size() >= 6 && rest[0] == '\\' && rest[1] == 'u';
    if (!escape) {
      const std::size_t step = rest[0] == '\\' && rest.size() > 1 ? 2 : 1;
      prepared += rest.substr(0, step);
      at += step;
    } else if ((rest.substr(2, 2) == "dc" || rest.substr(2, 2) == "DC")) {
      prepared += std::string(kRawByteEscape) + std::string(rest.substr(4, 2));
      at += 6;
    } else {
      const bool high = (rest[2] == 'd' || rest[2] == 'D') && (rest[3] == '8' || rest[3] == '9' || rest[3] == 'a' ||
                                                               rest[3] == 'b' || rest[3] == 'A' || rest[3] == 'B');
      const std::size_t step = high && rest.size() >= 12 ? 12 : 6;
      prepared += rest.substr(0, step);
      at += step;
    }
  }
  return nlohmann::ordered_json::parse(prepared);
}

std::string escaped(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const Character character = first_of(bytes);
    const std::string_view part = bytes.substr(0, character.length);
    if (character.point == '\\' || character.point < 0 || (is_control(character.point) && character.length == 1)) {
      append_escaped(text, static_cast<unsigned char>(part[0]));
    } else if (is_control(character.point)) {
      char code[16];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(character.point));
      text += code;
    } else {
      text += part;
    }
    bytes.remove_prefix(character.length);
  }
  return text;
}

std::string shell_word(std::string_view bytes) {
  std::string word = "'";
  for (const char byte : bytes) {
    if (byte == '\'')
      word += R"('"'"')";
    else
      word += byte;
  }
  return word + "'";
}

}  // namespace facefs
