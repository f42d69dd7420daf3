// SPDX-License-Identifier: Apache-2.0
#include "index/explain.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "index/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;

double rounded(float value, double digits = 1e4) {
  return std::round(static_cast<double>(value) * digits) / digits;
}

Json name_of_person(const Snapshot& snapshot, PersonId id) {
  const auto person = snapshot.person(id);
  return person ? Json(person->name) : Json(nullptr);
}

/// A person at a distance; null for nobody.
Json person_at(const Snapshot& snapshot, PersonId id, float distance) {
  if (id == kNobody) return nullptr;
  return {{"person", name_of_person(snapshot, id)}, {"distance", rounded(distance)}};
}

Json explained(const Snapshot& snapshot, const FaceRecord& face) {
  const Match& match = face.match;
  const bool named = match.verdict != Verdict::nobody;
  Json json;
  json["box"] = {std::lround(face.box.x), std::lround(face.box.y), std::lround(face.box.width),
                 std::lround(face.box.height)};
  json["verdict"] = name_of(match.verdict);
  json["person"] = named ? name_of_person(snapshot, match.person) : Json(nullptr);
  json["distance"] = named ? Json(rounded(match.distance)) : Json(nullptr);
  const Json nearest = person_at(snapshot, match.person, match.distance);
  const Json second = person_at(snapshot, match.runner_up, match.runner_up_distance);
  json["runner_up"] = named ? second : nearest;
  json["rule"] = name_of(match.rule);
  json["decision"] = match.rule == Rule::decision ? Json("is") : Json(nullptr);
  json["nearest"] = nearest;
  json["second"] = second;
  json["scale"] = face.scale > 0 ? Json(rounded(face.scale)) : Json(nullptr);
  json["score"] = rounded(face.score);
  json["quality"] = rounded(face.quality);
  return json;
}

}  // namespace

Json explanation_of(const Snapshot& snapshot, PhotoId id) {
  const PhotoRecord photo = snapshot.listed_photo(id);
  Json json;
  json["photo"] = json_string(snapshot.path_of(photo.shown));
  json["faces"] = Json::array();
  if (photo.image)
    for (const NumberedFace& face : snapshot.faces_of(*photo.image))
      json["faces"].push_back(explained(snapshot, face.record));
  return json;
}

Json person_index(const Snapshot& snapshot) {
  Json json = Json::object();
  for (const Person& person : snapshot.people()) {
    std::vector<std::string> paths;
    for (const Listed& photo : snapshot.photos_in({FolderKey::Kind::people, person.id}))
      paths.push_back(json_string(snapshot.path_of(photo.record.shown)));
    std::sort(paths.begin(), paths.end());
    if (snapshot.is_shown(person.id)) json[person.record.name] = std::move(paths);
  }
  return json;
}

std::string people_in(const Snapshot& snapshot, PhotoId id) {
  std::vector<std::string> names;
  for (const FolderKey& folder : snapshot.folders_of(id))
    if (folder.kind == FolderKey::Kind::people)
      if (const auto person = snapshot.person(folder.person())) names.push_back(person->name);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

}  // namespace facefs
