// SPDX-License-Identifier: Apache-2.0
#include "index/answers/explain.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "index/storage/clusters.h"
#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/paths.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/references.h"
#include "index/upkeep/decided_of.h"
#include "index/upkeep/person_models.h"
#include "index/values/display_name.h"
#include "system/text.h"

namespace facefs {
namespace {

using Json = nlohmann::ordered_json;

double rounded(float value, double digits = 1e4) {
  return std::round(static_cast<double>(value) * digits) / digits;
}

Json name_of_person(const Snapshot& snapshot, PersonId id) {
  const auto person = People(snapshot).find(id);
  return person ? Json(person->name) : Json(nullptr);
}

/// Returns a person at a distance; null for nobody.
Json person_at(const Snapshot& snapshot, PersonId id, float distance) {
  if (id == kNobody) return nullptr;
  return {{"person", name_of_person(snapshot, id)}, {"distance", rounded(distance)}};
}

struct NearReference {
  float distance = 0;
  PersonId person = kNobody;
  std::string file;
};

/// Returns the five references that are nearest to this face, whatever was decided.
Json nearest_references(const Snapshot& snapshot, const Embedding& face) {
  std::vector<NearReference> all;
  for (const Person& person : People(snapshot).all())
    for (const Reference& reference : References(snapshot).of(person.id))
      if (const auto taught = References(snapshot).face_of(reference.record))
        all.push_back({distance(face, *taught), person.id, reference.file});
  const std::size_t count = std::min<std::size_t>(all.size(), 5);
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                    [](const NearReference& a, const NearReference& b) { return a.distance < b.distance; });
  Json json = Json::array();
  for (std::size_t i = 0; i < count; ++i)
    json.push_back({{"person", name_of_person(snapshot, all[i].person)},
                    {"file", json_string(all[i].file)},
                    {"distance", rounded(all[i].distance)}});
  return json;
}

Json names_of(const Snapshot& snapshot, const std::vector<PersonId>& people) {
  Json names = Json::array();
  for (const PersonId person : people) names.push_back(name_of_person(snapshot, person));
  return names;
}

Json decision_of(const DecidedFace& said) {
  if (said.erased) return "erase";
  if (said.ignored) return "ignore";
  return said.is != kNobody ? Json("is") : said.refused.empty() ? Json(nullptr) : Json("is-not");
}

/// Returns the match of a face that the user named: what matching would have said comes second.
Match named_by_user(Match match, PersonId person, const Embedding& face, const std::vector<PersonModel>& people) {
  if (match.person != person) {
    match.runner_up = match.person;
    match.runner_up_distance = match.distance;
    match.distance = 0;
    for (const PersonModel& known : people)
      if (const float d = distance(face, known.centroid);
          known.id == person && (match.distance == 0 || d < match.distance))
        match.distance = d;
    match.person = person;
  }
  match.rule = Rule::decision;
  match.verdict = Verdict::certain;
  return match;
}

/// Returns the verdict that is kept, with the people who are nearest by now.
Match whole_match(const FaceRecord& face, float scale, const std::optional<Embedding>& embedding,
                  const DecidedFace& said, const std::vector<PersonModel>& people, const MatchSettings& settings) {
  if (!embedding || said.erased || said.ignored) return face.match;
  Match match = match_face(*embedding, face.box.side(), scale, people, settings, said.refused);
  if (said.is != kNobody) return named_by_user(match, said.is, *embedding, people);
  if (face.match.verdict != Verdict::nobody && face.match.person != match.person) return face.match;  // the face is due
  match.verdict = face.match.verdict;
  return match;
}

/// Returns the five points by which the face was turned, and whose they are: the detector's, or those of dlib's model.
Json landmarks_of(const Snapshot& snapshot, const FaceRecord& face) {
  const auto image = Images(snapshot).find(face.image);
  const EmbedderKind embedder = embedder_in(image ? image->models : "").value_or(EmbedderKind::dlib);
  Json points = Json::array();
  for (const Point& point : face.landmarks) points.push_back({std::lround(point.x), std::lround(point.y)});
  const bool is_yunet = embedder == EmbedderKind::sface;
  return {{"points", points},
          {"of", is_yunet ? "yunet" : "dlib"},
          {"which", is_yunet ? Json({"left eye", "right eye", "nose", "left of the mouth", "right of the mouth"})
                             : Json({"right eye, outer", "right eye, inner", "left eye, outer", "left eye, inner",
                                     "base of the nose"})}};
}

Json explained(const Snapshot& snapshot, const NumberedFace& numbered, const DecidedFace& said,
               const std::vector<PersonModel>& people, const MatchSettings& settings) {
  const FaceRecord& face = numbered.record;
  const auto embedding = Faces(snapshot).embedding(numbered.id);
  const float scale = Faces(snapshot).scale_of(numbered.id);
  const Match match = whole_match(face, scale, embedding, said, people, settings);
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
  json["decision"] = decision_of(said);
  json["is_not"] = names_of(snapshot, said.refused);
  json["nearest"] = nearest;
  json["second"] = second;
  json["scale"] = scale > 0 ? Json(rounded(scale)) : Json(nullptr);
  json["landmarks"] = landmarks_of(snapshot, face);
  json["score"] = rounded(face.score);
  json["quality"] = rounded(face.quality);
  json["nearest_references"] = embedding ? nearest_references(snapshot, *embedding) : Json::array();
  const auto cluster = Clusters(snapshot).of(numbered.id);
  json["cluster"] = cluster ? Json(cluster_name(*cluster)) : Json(nullptr);
  return json;
}

/// Returns the facts that the file told.
Json facts_told(const PhotoFacts& facts) {
  Json told = Json::object();
  each_fact(facts, [&](const char* name, const auto& fact) { told[name] = fact; });
  const PhotoFacts unknown;
  each_fact(unknown, [&](const char* name, const auto& fact) {
    if (told[name] == fact) told.erase(name);
  });
  return told;
}

}  // namespace

std::shared_ptr<const Explainer::Models> Explainer::people_at(const Snapshot& snapshot) const {
  const auto known = known_.lock();
  if (!known->people || known->moment != snapshot.moment())
    known->people = std::make_shared<const Models>(person_models(snapshot));
  known->moment = snapshot.moment();
  return known->people;
}

Json Explainer::explanation_of(const Snapshot& snapshot, PhotoId id) const {
  const PhotoRecord photo = Photos(snapshot).get(id);
  Json json;
  json["photo"] = json_string(Paths(snapshot).path_of(photo.shown));
  json["faces"] = Json::array();
  json["facts"] = facts_told(photo.facts);
  if (!photo.image) return json;
  const std::vector<NumberedFace> faces = Images(snapshot).faces_of(*photo.image);
  const DecidedPhoto said = decided_of(snapshot, *photo.image, faces);
  const auto people = people_at(snapshot);
  for (std::size_t i = 0; i < faces.size(); ++i)
    json["faces"].push_back(explained(snapshot, faces[i], said.faces[i], *people, settings_));
  json["shows"] = names_of(snapshot, {said.shows.begin(), said.shows.end()});
  return json;
}

Json person_index(const Snapshot& snapshot) {
  Json json = Json::object();
  for (const Person& person : People(snapshot).all()) {
    std::vector<std::string> paths;
    for (const ListedPhoto& photo : Folders(snapshot).photos_in({FolderKey::Kind::people, person.id}))
      paths.push_back(json_string(Paths(snapshot).path_of(photo.record.shown)));
    std::sort(paths.begin(), paths.end());
    if (People(snapshot).is_shown(person.id)) json[person.record.name] = std::move(paths);
  }
  return json;
}

std::string people_in(const Snapshot& snapshot, PhotoId id) {
  std::vector<std::string> names;
  for (const FolderKey& folder : Photos(snapshot).folders_of(id))
    if (folder.kind == FolderKey::Kind::people)
      if (const auto person = People(snapshot).find(folder.person())) names.push_back(person->name);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

}  // namespace facefs
