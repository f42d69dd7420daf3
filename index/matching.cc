// SPDX-License-Identifier: Apache-2.0
#include "index/matching.h"

#include <algorithm>

namespace facefs {
namespace {

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
    return x.id == y.id && x.certain == y.certain && x.references.size() == y.references.size() &&
           x.centroid.values == y.centroid.values;
  });
}

void add_folder_of(std::set<FolderKey>& folders, const FaceRecord& face, std::optional<ClusterId> cluster) {
  using K = FolderKey::Kind;
  const Match& match = face.match;
  if (match.verdict == Verdict::certain) {
    folders.insert({K::people, match.person});
  } else if (match.verdict == Verdict::maybe) {
    folders.insert({K::maybe, match.person});
  } else if (match.rule == Rule::decision) {
    folders.insert({K::ignored});
  } else {
    folders.insert({K::unknown});
    folders.insert(cluster ? FolderKey{K::cluster, *cluster} : FolderKey{K::unknown_single});
  }
}

/// The folders of a photo with these faces. A certain face of a person makes another, uncertain one superfluous.
std::set<FolderKey> folders_for(const std::vector<FaceRecord>& faces,
                                const std::vector<std::optional<ClusterId>>& clusters, const DecidedPhoto& said) {
  std::set<FolderKey> folders;
  for (std::size_t i = 0; i < faces.size(); ++i)
    if (!said.faces[i].erased) add_folder_of(folders, faces[i], clusters[i]);
  for (const PersonId person : said.shows) folders.insert({FolderKey::Kind::people, person});
  std::erase_if(folders, [&](const FolderKey& folder) {
    return folder.kind == FolderKey::Kind::maybe && folders.contains({FolderKey::Kind::people, folder.person()});
  });
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

FaceRecord Matching::matched(const Snapshot& snapshot, const NumberedFace& face, const DecidedFace& said) const {
  FaceRecord record = face.record;
  const auto embedding = snapshot.embedding(face.id);
  if (!embedding || said.erased) {
    record.match = {Verdict::nobody, said.erased ? Rule::decision : Rule::none, kNobody, kNobody, 0, 0};
    return record;
  }
  record.scale = sample_.scale_of(*embedding);
  record.match = match_face(*embedding, record.box.side(), record.scale, people_, settings_, said.refused);
  if (said.ignored)
    record.match = {Verdict::nobody, Rule::decision, kNobody, kNobody, 0, 0};
  else if (said.is != kNobody)
    name(record.match, said.is, *embedding);
  return record;
}

/// The user said who it is: what matching would have said comes second.
void Matching::name(Match& match, PersonId person, const Embedding& embedding) const {
  if (match.person != person) {
    match.runner_up = match.person;
    match.runner_up_distance = match.distance;
    match.distance = 0;
    for (const PersonModel& known : people_)
      if (const float d = distance(embedding, known.centroid);
          known.id == person && (match.distance == 0 || d < match.distance))
        match.distance = d;
    match.person = person;
  }
  match.rule = Rule::decision;
  match.verdict = Verdict::certain;
}

Matching::Outcome Matching::outcome(const Snapshot& snapshot, const ImageKey& key) const {
  Outcome outcome;
  outcome.before = snapshot.faces_of(key);
  outcome.said = snapshot.decided_of(key, outcome.before);
  for (std::size_t i = 0; i < outcome.before.size(); ++i)
    outcome.after.push_back(matched(snapshot, outcome.before[i], outcome.said.faces[i]));
  return outcome;
}

std::set<FolderKey> Matching::Outcome::folders(const Snapshot& snapshot) const {
  std::vector<std::optional<ClusterId>> clusters;
  for (const NumberedFace& face : before) clusters.push_back(snapshot.cluster_of(face.id));
  return folders_for(after, clusters, said);
}

std::set<FolderKey> Matching::folders_of(const Snapshot& snapshot, const ImageKey& key) const {
  return outcome(snapshot, key).folders(snapshot);
}

void Matching::match_image(Update& update, const ImageKey& key) const {
  const Outcome found = outcome(update, key);
  for (std::size_t i = 0; i < found.before.size(); ++i) {
    const FaceRecord& before = found.before[i].record;
    if (found.after[i].match != before.match || found.after[i].scale != before.scale)
      update.set_face(found.before[i].id, found.after[i]);
  }
  const std::set<FolderKey> folders = found.folders(update);  // after the faces have left their clusters
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
