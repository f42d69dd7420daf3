// SPDX-License-Identifier: Apache-2.0
#include "index/answers/review.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "index/storage/clusters.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/upkeep/person_models.h"
#include "index/values/display_name.h"
#include "system/text.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

constexpr std::uint64_t kLeastOfAGroup = 3;  // photos: naming fewer at once saves nothing

struct Ranked {
  double rank;  ///< smaller comes first
  Question question;
};

void sort_into(std::vector<Question>& all, std::vector<Ranked> ranked) {
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  for (Ranked& one : ranked) all.push_back(std::move(one.question));
}

std::vector<Ranked> unnamed_groups(const Snapshot& snapshot) {
  std::vector<Ranked> groups;
  for (const ClusterId cluster : Clusters(snapshot).all()) {
    const std::uint64_t photos = Folders(snapshot).state_of({Kind::cluster, cluster}).entries;
    if (photos < kLeastOfAGroup) continue;
    const std::string path = "unknown/" + cluster_name(cluster);
    groups.push_back({-static_cast<double>(photos),
                      {"unknown", path, std::to_string(photos) + " photos: who is that? mv " + path + " people/NAME"}});
  }
  return groups;
}

std::string number(float value) {
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%.2f", static_cast<double>(value));
  return text.data();
}

Ranked near_miss(const Person& person, const ListedPhoto& photo, const Match& match, const Snapshot& snapshot) {
  const std::string& name = person.record.name;
  const auto next = People(snapshot).find(match.runner_up);
  std::string sentence = "is that " + name + " (distance " + number(match.distance);
  if (next) sentence += ", then " + next->name + " at " + number(match.runner_up_distance);
  sentence += ")? mv it to people/" + name + "/, or rm it";
  return {static_cast<double>(match.distance), {"maybe", "maybe/" + name + "/" + photo.record.name, sentence}};
}

/// Adds the questions about one person: about uncertain matches, and about photos with several certain ones.
void look_at(const Snapshot& snapshot, const Person& person, std::vector<Ranked>& twice, std::vector<Ranked>& maybe) {
  const auto each_face = [&](Kind kind, const auto& visit) {
    for (const ListedPhoto& photo : Folders(snapshot).photos_in({kind, person.id}))
      if (photo.record.image) visit(photo, Images(snapshot).faces_of(*photo.record.image));
  };
  each_face(Kind::maybe, [&](const ListedPhoto& photo, const std::vector<NumberedFace>& faces) {
    for (const NumberedFace& face : faces)
      if (face.record.match.verdict == Verdict::maybe && face.record.match.person == person.id)
        return maybe.push_back(near_miss(person, photo, face.record.match, snapshot));
  });
  each_face(Kind::people, [&](const ListedPhoto& photo, const std::vector<NumberedFace>& faces) {
    const auto count = std::count_if(faces.begin(), faces.end(), [&](const NumberedFace& face) {
      return face.record.match.verdict == Verdict::certain && face.record.match.person == person.id;
    });
    if (count > 1)
      twice.push_back({0,
                       {"twice", "people/" + person.record.name + "/" + photo.record.name,
                        std::to_string(count) + " faces of it are " + person.record.name +
                            ": see facefs explain, and mv it to the other person whom it shows"}});
  });
}

std::vector<Question> names_for_one_face(const Snapshot& snapshot) {
  std::vector<Question> questions;
  for (const Elder& known : elders(snapshot)) {
    const auto person = People(snapshot).find(known.person);
    const auto elder = People(snapshot).find(known.elder);
    if (person && elder)
      questions.push_back({"same", "people/" + person->name,
                           "has the face of " + elder->name + ", who was there first: if both are one, " +
                               suggested_merge(person->name, elder->name)});
  }
  return questions;
}

}  // namespace

std::string suggested_merge(const std::string& of, const std::string& into) {
  const bool like_an_option = of.starts_with('-') || into.starts_with('-');
  return std::string("facefs merge ") + (like_an_option ? "-- " : "") + shell_word(of) + " " + shell_word(into);
}

std::vector<Question> questions(const Snapshot& snapshot, std::size_t most) {
  std::vector<Ranked> twice;
  std::vector<Ranked> maybe;
  for (const Person& person : People(snapshot).all())
    if (People(snapshot).is_shown(person.id)) look_at(snapshot, person, twice, maybe);
  std::vector<Question> all = names_for_one_face(snapshot);
  sort_into(all, unnamed_groups(snapshot));
  sort_into(all, std::move(twice));
  sort_into(all, std::move(maybe));
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace facefs
