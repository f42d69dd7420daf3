// SPDX-License-Identifier: Apache-2.0
// The bytes of one line of decisions.log: tab-separated fields, '-' for an absent one, a checksum last.
#include <xxhash.h>

#include <array>
#include <charconv>
#include <cstdio>

#include "index/decisions/decision_log.h"
#include "index/values/content_hash.h"
#include "system/text.h"

#include <nlohmann/json.hpp>

namespace facefs {
namespace {

constexpr std::string_view kFormat = "2";
constexpr std::size_t kFields = 16;
constexpr std::string_view kFormatWithoutScale = "1";
constexpr std::array<std::string_view, kVerbs> kVerbNames = {"person", "rename", "forget", "is",   "is-not", "ignore",
                                                             "heed",   "erase",  "hide",   "show", "merge",  "certain",
                                                             "pin",    "unpin",  "revoke", "undo", "redo",   "teach"};

/// Returns a text as JSON's escapes: no tab, newline or control byte, and every byte can be read back.
std::string field_of(std::string_view bytes) {
  const std::string quoted = json_text(json_string(bytes));
  return quoted == "\"\"" ? "-" : quoted;
}

std::string text_of(std::string_view field) {
  if (field == "-") return {};
  return bytes_of_json_string(json_value(field).get<std::string>());
}

std::string field_of(const Box& box) {
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%.3f,%.3f,%.3f,%.3f", static_cast<double>(box.x), static_cast<double>(box.y),
                static_cast<double>(box.width), static_cast<double>(box.height));
  return text.data();
}

std::string field_of_scale(float scale) {
  if (scale <= 0) return "-";
  std::array<char, 24> text;
  std::snprintf(text.data(), text.size(), "%.5f", static_cast<double>(scale));
  return text.data();
}

std::optional<float> scale_in(std::string_view field) {
  if (field == "-") return 0;
  float value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc() || end != field.data() + field.size() || !(value > 0)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> number_in(std::string_view field, int base = 10) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value, base);
  if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
  return value;
}

std::optional<Box> box_in(std::string_view field) {
  Box box;
  const std::string text(field);
  if (std::sscanf(text.c_str(), "%f,%f,%f,%f", &box.x, &box.y, &box.width, &box.height) != 4) return std::nullopt;
  return box;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

bool read_face(LogEntry& entry, std::string_view content, std::string_view hash, std::string_view size,
               std::string_view box) {
  if (content != "-" && !parse_hex(content, entry.content.emplace().bytes)) return false;
  if (hash != "-") {
    ImageKey& key = entry.image.emplace();
    const std::size_t cross = size.find('x');
    const auto width = number_in(size.substr(0, cross));
    const auto height = cross == std::string_view::npos ? std::nullopt : number_in(size.substr(cross + 1));
    if (!parse_hex(hash, key.hash) || !width || !height) return false;
    key.width = static_cast<std::uint32_t>(*width);
    key.height = static_cast<std::uint32_t>(*height);
  }
  if (box != "-") entry.box = box_in(box);
  return box == "-" || entry.box;
}

}  // namespace

std::string text_of_cap(float certain) {
  std::array<char, 16> text{};
  if (certain > 0) std::snprintf(text.data(), text.size(), "%.4f", static_cast<double>(certain));
  return text.data();
}

std::string checksum_of(std::string_view text) {
  std::array<char, 9> hex;
  std::snprintf(hex.data(), hex.size(), "%08x", static_cast<unsigned>(XXH3_64bits(text.data(), text.size())));
  return hex.data();
}

std::string_view name_of(Verb verb) {
  return kVerbNames.at(static_cast<std::size_t>(verb));
}

std::optional<Verb> verb_named(std::string_view name) {
  for (std::size_t i = 0; i < kVerbNames.size(); ++i)
    if (kVerbNames[i] == name) return static_cast<Verb>(i);
  return std::nullopt;
}

std::string log_line_of(const LogEntry& entry) {
  std::string line(kFormat);
  const auto add = [&line](std::string_view field) { line.append("\t").append(field); };
  for (const std::uint64_t number : {entry.seq, entry.act, entry.time_ns, entry.group}) add(std::to_string(number));
  add(field_of(entry.program));
  add(name_of(entry.verb));
  add(entry.content ? hex_of(entry.content->bytes) : "-");
  add(entry.image ? hex_of(entry.image->hash) : "-");
  add(entry.image ? std::to_string(entry.image->width) + "x" + std::to_string(entry.image->height) : "-");
  add(entry.box ? field_of(*entry.box) : "-");
  add(text_of(entry.person));
  add(field_of(entry.name));
  add(std::to_string(entry.ref));
  add(field_of_scale(entry.scale));
  add(checksum_of(line));
  return line;
}

std::optional<LogEntry> parse_log_line(std::string_view line) {
  const std::vector<std::string_view> f = fields_of(line);
  const bool has_scale = f.size() == kFields && f[0] == kFormat;
  if (!has_scale && (f.size() != kFields - 1 || f[0] != kFormatWithoutScale)) return std::nullopt;
  if (f.back() != checksum_of(line.substr(0, line.rfind('\t')))) return std::nullopt;
  LogEntry entry;
  const auto verb = verb_named(f[6]);
  const auto person = person_in(f[11]);
  std::uint64_t* const numbers[] = {&entry.seq, &entry.act, &entry.time_ns, &entry.group};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto value = number_in(f[1 + i]);
    if (!value) return std::nullopt;
    *numbers[i] = *value;
  }
  const auto ref = number_in(f[13]);
  const auto scale = has_scale ? scale_in(f[14]) : 0;
  if (!verb || !person || !ref || !scale || !read_face(entry, f[7], f[8], f[9], f[10])) return std::nullopt;
  entry.verb = *verb;
  entry.person = *person;
  entry.ref = *ref;
  entry.scale = *scale;
  try {
    entry.program = text_of(f[5]);
    entry.name = text_of(f[12]);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return entry;
}

}  // namespace facefs
