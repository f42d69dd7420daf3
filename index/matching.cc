// SPDX-License-Identifier: Apache-2.0
#include "index/matching.h"

#include <algorithm>

namespace facefs {
namespace {

constexpr float kSameFace = 0.5F;  // overlap of a decision's box with the face's

std::vector<SampledFace> candidates_in(const Snapshot& snapshot) {
  std::vector<SampledFace> candidates;
  snapshot.each_image([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : snapshot.faces_of(key)) {
      if (face.record.box.side() < kLeastSideCertain) continue;
      if (const auto embedding = snapshot.embedding(face.id)) candidates.push_back({face.id, *embedding});
      if (candidates.size() == kSampleCandidates) return false;
    }
    return true;
  });
  return candidates;
}

bool same_people(const std::vector<PersonModel>& a, const std::vector<PersonModel>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const PersonModel& x, const PersonModel& y) {
    return x.id == y.id && x.references.size() == y.references.size() && x.centroid.values == y.centroid.values;
  });
}

/// The folders of a photo with these faces. A certain face of a person makes another, uncertain one superfluous.
std::set<FolderKey> folders_for(const std::vector<FaceRecord>& faces) {
  std::set<FolderKey> folders;
  for (const FaceRecord& face : faces) {
    const Match& match = face.match;
    if (match.verdict == Verdict::certain) folders.insert({FolderKey::Kind::people, match.person});
    if (match.verdict == Verdict::maybe) folders.insert({FolderKey::Kind::maybe, match.person});
    if (match.verdict == Verdict::nobody) folders.insert({FolderKey::Kind::unknown, kNobody});
  }
  for (const FaceRecord& face : faces)
    if (face.match.verdict == Verdict::certain) folders.erase({FolderKey::Kind::maybe, face.match.person});
  return folders;
}

}  // namespace

bool Matching::refresh(const Snapshot& snapshot) {
  std::vector<PersonModel> people = snapshot.person_models();
  ScaleSample sample(candidates_in(snapshot), people);
  const bool different = !same_people(people, people_) || !(sample == sample_);
  people_ = std::move(people);
  sample_ = std::move(sample);
  return different;
}

FaceRecord Matching::matched(const Snapshot& snapshot, const NumberedFace& face,
                             const std::vector<DecisionRecord>& decisions) const {
  FaceRecord record = face.record;
  const auto embedding = snapshot.embedding(face.id);
  if (!embedding) return record;
  std::vector<PersonId> refused;
  PersonId named = kNobody;
  for (const DecisionRecord& decision : decisions) {  // in the order they were made: the last word wins
    if (overlap(decision.box, record.box) < kSameFace) continue;
    std::erase(refused, decision.person);
    if (decision.verb == DecisionRecord::Verb::is)
      named = decision.person;
    else
      refused.push_back(decision.person);
    if (decision.verb == DecisionRecord::Verb::is_not && named == decision.person) named = kNobody;
  }
  record.scale = sample_.scale_of(*embedding);
  record.match = match_face(*embedding, record.box.side(), record.scale, people_, settings_, refused);
  if (named == kNobody) return record;
  if (record.match.person != named) {
    record.match.runner_up = record.match.person;
    record.match.runner_up_distance = record.match.distance;
    const auto person =
        std::find_if(people_.begin(), people_.end(), [named](const PersonModel& p) { return p.id == named; });
    record.match.distance = person == people_.end() ? 0 : distance(*embedding, person->centroid);
    record.match.person = named;
  }
  record.match.rule = Rule::decision;
  record.match.verdict = Verdict::certain;
  return record;
}

void Matching::match_image(Update& update, const ImageKey& key) const {
  const std::vector<DecisionRecord> decisions = update.decisions_of(key);
  std::vector<FaceRecord> faces;
  for (const NumberedFace& face : update.faces_of(key)) {
    faces.push_back(matched(update, face, decisions));
    if (faces.back().match != face.record.match || faces.back().scale != face.record.scale)
      update.set_face(face.id, faces.back());
  }
  const std::set<FolderKey> folders = folders_for(faces);
  for (const PhotoId photo : update.photos_of(key)) {
    const bool visible = !update.listed_photo(photo).name.empty();
    update.set_folders(photo, visible ? folders : std::set<FolderKey>{});
  }
}

bool Matching::match_next(Update& update, std::size_t count) {
  if (!due_) return false;
  std::vector<ImageKey> images;
  update.each_image(
      [&](const ImageKey& key, const ImageRecord&) {
        if (key != *due_ || key == ImageKey{}) images.push_back(key);
        return images.size() < count;
      },
      *due_);
  for (const ImageKey& key : images) match_image(update, key);
  if (images.size() < count)
    due_.reset();
  else
    due_ = images.back();
  return due_.has_value();
}

}  // namespace facefs
