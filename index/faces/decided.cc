// SPDX-License-Identifier: Apache-2.0
#include "index/faces/decided.h"

#include "index/faces/matcher.h"

namespace facefs {
namespace {

using Verb = DecisionRecord::Verb;

void apply(DecidedFace& face, Verb verb, PersonId person) {
  std::erase(face.refused, person);
  if (verb == Verb::is) {
    face.is = person;
    face.ignored = false;
  } else {
    face.refused.push_back(person);
    if (face.is == person) face.is = kNobody;
  }
}

void set_aside(DecidedFace& face, Verb verb) {
  face.is = kNobody;
  face.ignored = verb == Verb::ignore;
  face.erased = face.erased || verb == Verb::erase;
}

void apply_to_photo(DecidedPhoto& photo, Verb verb, PersonId person) {
  if (verb == Verb::is)
    photo.shows.insert(person);
  else
    photo.shows.erase(person);
  for (DecidedFace& face : photo.faces)
    if (verb == Verb::is)
      std::erase(face.refused, person);
    else
      apply(face, verb, person);
}

std::vector<std::size_t> faces_under(const Box& box, std::span<const Box> faces) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < faces.size(); ++i)
    if (overlap(box, faces[i]) >= kSameFace) found.push_back(i);
  return found;
}

}  // namespace

DecidedPhoto decided(std::span<const DecisionRecord> decisions, std::span<const Box> faces,
                     const std::function<PersonId(PersonId)>& resolved) {
  DecidedPhoto photo;
  photo.faces.resize(faces.size());
  for (const DecisionRecord& decision : decisions) {
    const std::vector<std::size_t> meant = faces_under(decision.box, faces);
    if (decision.verb == Verb::ignore || decision.verb == Verb::unignore || decision.verb == Verb::erase) {
      for (const std::size_t i : meant) set_aside(photo.faces[i], decision.verb);
      continue;
    }
    const PersonId person = resolved(decision.person);
    if (person == kNobody) continue;
    if (decision.is_of_photo() || meant.empty())
      apply_to_photo(photo, decision.verb, person);
    else
      for (const std::size_t i : meant) apply(photo.faces[i], decision.verb, person);
  }
  return photo;
}

}  // namespace facefs
