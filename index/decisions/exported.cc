// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/exported.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "index/decisions/decision_state.h"
#include "index/values/content_hash.h"
#include "system/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNoExport = "it is not an export of facefs, or it is damaged";

constexpr int kFormat = 1;

Json json_of(const LogEntry& line) {
  Json json;
  json["verb"] = name_of(line.verb);
  json["time"] = line.time_ns;
  json["program"] = json_string(line.program);
  if (line.person != kNobody) json["person"] = text_of(line.person);
  if (!line.name.empty()) json["name"] = json_string(line.name);
  if (line.content) json["content"] = hex_of(line.content->bytes);
  if (line.image) {
    json["image"] = hex_of(line.image->hash);
    json["size"] = {line.image->width, line.image->height};
  }
  if (line.box) json["box"] = {line.box->x, line.box->y, line.box->width, line.box->height};
  return json;
}

/// Returns the reference photos in the order in which they began to teach.
Json json_of(const std::map<std::string, DecisionState::ReferenceFile>& files) {
  std::map<std::uint64_t, Json> in_order;
  for (const auto& [file, known] : files)
    in_order[known.record.since].push_back(
        {{"person", text_of(known.person)}, {"name", json_string(known.record.name)}, {"file", file}});
  Json all = Json::array();
  for (const auto& [since, some] : in_order) all.insert(all.end(), some.begin(), some.end());
  return all;
}

LogEntry line_in(const Json& json) {
  LogEntry line;
  const auto verb = verb_named(json.at("verb").get<std::string>());
  const auto person = json.contains("person") ? person_in(json["person"].get<std::string>()) : kNobody;
  if (!verb || !person) throw std::runtime_error("it holds a verb or a person that this facefs does not know");
  line.verb = *verb;
  line.person = *person;
  line.program = bytes_of_json_string(json.value("program", ""));
  line.name = bytes_of_json_string(json.value("name", ""));
  if (json.contains("content") && !parse_hex(json["content"].get<std::string>(), line.content.emplace().bytes))
    throw std::runtime_error("it holds a damaged content hash");
  if (json.contains("image")) {
    ImageKey& image = line.image.emplace();
    if (!parse_hex(json["image"].get<std::string>(), image.hash))
      throw std::runtime_error("it holds a damaged image hash");
    image.width = json.at("size").at(0).get<std::uint32_t>();
    image.height = json.at("size").at(1).get<std::uint32_t>();
  }
  if (json.contains("box")) {
    const Json& box = json["box"];
    line.box = Box{box.at(0).get<float>(), box.at(1).get<float>(), box.at(2).get<float>(), box.at(3).get<float>()};
  }
  return line;
}

}  // namespace

Json exported(const std::vector<LogEntry>& lines) {
  const DecisionState said = state_after(lines);
  Json json;
  json["facefs"] = kFormat;
  json["people"] = Json::array();
  for (const auto& [id, person] : said.people)
    json["people"].push_back({{"person", text_of(id)}, {"name", json_string(person.name)}});
  json["references"] = json_of(said.reference_files);
  json["said"] = Json::array();
  for (const LogEntry& line : lines)
    if (line.verb != Verb::forget && line.verb != Verb::teach) json["said"].push_back(json_of(line));
  return json;
}

Json exported_in(std::string_view text) {
  try {
    return json_value(text);
  } catch (const Json::exception&) {
    throw std::runtime_error(kNoExport);
  }
}

std::vector<std::string> references_in_order(const Json& json, PersonId person) {
  std::vector<std::string> names;
  try {
    for (const Json& reference : json.value("references", Json::array()))
      if (reference.at("person").get<std::string>() == text_of(person))
        names.push_back(bytes_of_json_string(reference.at("name").get<std::string>()));
  } catch (const Json::exception&) {
    throw std::runtime_error(kNoExport);
  }
  return names;
}

std::vector<LogEntry> imported(const Json& json) {
  try {
    if (json.at("facefs").get<int>() > kFormat)
      throw std::runtime_error("it was exported by a newer facefs: update this one");
    std::vector<LogEntry> lines;
    for (const Json& line : json.at("said")) lines.push_back(line_in(line));
    return lines;
  } catch (const Json::exception&) {
    throw std::runtime_error(kNoExport);
  }
}

}  // namespace facefs
