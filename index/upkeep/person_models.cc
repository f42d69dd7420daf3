// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/person_models.h"

#include <map>
#include <set>
#include <utility>

#include "index/faces/enrolment.h"
#include "index/storage/decisions.h"
#include "index/storage/faces.h"
#include "index/storage/gallery_space.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/references.h"
#include "index/upkeep/decided_of.h"

namespace facefs {
namespace {

std::set<ImageKey> images_with_a_named_face(const Snapshot& snapshot) {
  std::set<ImageKey> images;
  Decisions(snapshot).each([&](const ImageKey& key, std::uint64_t, const DecisionRecord& decision) {
    if (decision.verb == DecisionRecord::Verb::is && !decision.is_of_photo()) images.insert(key);
  });
  return images;
}

std::map<PersonId, std::vector<Embedding>> faces_named_by_user(const Snapshot& snapshot) {
  std::map<PersonId, std::vector<Embedding>> named;
  for (const ImageKey& key : images_with_a_named_face(snapshot)) {
    const std::vector<NumberedFace> faces = Images(snapshot).faces_of(key);
    const DecidedPhoto said = decided_of(snapshot, key, faces);
    for (std::size_t i = 0; i < faces.size(); ++i)
      if (const auto known = Faces(snapshot).embedding(faces[i].id); known && said.faces[i].is != kNobody)
        named[said.faces[i].is].push_back(*known);
  }
  return named;
}

}  // namespace

std::vector<PersonModel> person_models(const Snapshot& snapshot) {
  std::map<PersonId, std::vector<Embedding>> named = faces_named_by_user(snapshot);
  const People people(snapshot);
  const Space& space = space_of(snapshot);
  std::vector<PersonModel> models;
  for (const Person& person : people.all()) {
    const PersonId whose = people.resolved(person.id);
    std::vector<Embedding> references = References(snapshot).faces_of(person.id);
    if (whose == person.id) references = with_named_faces(std::move(references), named[person.id], space);
    if (whose == kNobody || references.empty()) continue;
    models.push_back(person_model(whose, std::move(references), space));
    models.back().certain = people.get(whose).certain;
    models.back().since = people.get(whose).turn();
  }
  for (const Elder& known : elders(snapshot))
    for (PersonModel& model : models)
      if (model.id == known.person) model.elder = known.elder;
  return models;
}

std::vector<Elder> elders(const Snapshot& snapshot) {
  return elders_in(snapshot.text("elders"));
}

}  // namespace facefs
