// SPDX-License-Identifier: Apache-2.0
#include "system/text.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>

namespace facefs::test {
namespace {

using Json = nlohmann::ordered_json;

std::string round_trip(const std::string& bytes) {
  const Json json = {{"path", json_string(bytes)}};
  return bytes_of_json_string(json_value(json_text(json)).at("path").get<std::string>());
}

TEST(Text, WritesBytesThatAreNoTextAsPythonDoes) {
  EXPECT_EQ(json_text(json_string("bad\xff\xfename")), "\"bad\\udcff\\udcfename\"");
  EXPECT_EQ(json_text(json_string("Zoë")), "\"Zo\\u00eb\"");
  EXPECT_EQ(json_text(json_string("😀")), "\"\\ud83d\\ude00\"");
}

TEST(Text, BringsAnyBytesBack) {
  std::mt19937 random(3);
  for (int round = 0; round < 5000; ++round) {
    std::string bytes;
    for (auto i = random() % 20; i > 0; --i)
      bytes += random() % 3 ? static_cast<char>(random() % 256) : "\xf4\x8f\xbe\x80u\\d"[random() % 7];
    EXPECT_EQ(round_trip(bytes), bytes);
  }
  EXPECT_EQ(round_trip("😀\xf4\x8f\xbf\xbf\xf0\x9f"), "😀\xf4\x8f\xbf\xbf\xf0\x9f");
  EXPECT_EQ(round_trip("\\udbff\\udfaa"), "\\udbff\\udfaa");
}

TEST(Text, LetsNoControlByteThrough) {
  EXPECT_EQ(escaped("new\nline \x1b[31m\ttab"), "new\\nline \\u001b[31m\\ttab");
  EXPECT_EQ(escaped("\xff"), "\\udcff");
  EXPECT_EQ(escaped("a\\b"), "a\\\\b");
  EXPECT_EQ(escaped("Zoë"), "Zoë");
  EXPECT_EQ(escaped("\u0085\u202e"), "\\u0085\\u202e");
}

TEST(Text, LetsNoSignThroughThatTurnsALineRound) {
  for (const auto& [sign, told] : {std::pair("\u2066", "\\u2066"), std::pair("\u2069", "\\u2069"),
                                   std::pair("\u202a", "\\u202a"), std::pair("\u2028", "\\u2028")})
    EXPECT_EQ(escaped(sign), told);
  EXPECT_EQ(escaped("\u2070"), "\u2070");
}

TEST(Text, IsOneWordToAShellAlsoOnceItIsEscaped) {
  for (const std::string name : {"Joey", "O'Brien", "''", "a $HOME `id` \"b\" *", "", "-x"}) {
    const std::string command = "printf %s " + escaped(shell_word(name));
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> shell(::popen(command.c_str(), "r"), &::pclose);
    std::array<char, 100> said{};
    const std::size_t count = std::fread(said.data(), 1, said.size(), shell.get());
    EXPECT_EQ(std::string(said.data(), count), name);
  }
}

TEST(Text, ReadsTheEscapeOfAByteInLettersOfEitherSize) {
  EXPECT_EQ(bytes_of_json_string(json_value(R"("a\uDCFFb")").get<std::string>()),
            "a\xff"
            "b");
  EXPECT_EQ(bytes_of_json_string(json_value(R"("a\udcffb")").get<std::string>()),
            "a\xff"
            "b");
}

}  // namespace
}  // namespace facefs::test
