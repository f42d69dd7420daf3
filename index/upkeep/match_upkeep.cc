// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/match_upkeep.h"

#include <xxhash.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "index/faces/elders.h"
#include "index/storage/clusters.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/folder_tables.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/upkeep/decided_of.h"
#include "index/upkeep/person_models.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

std::vector<SampledFace> candidates_in(const Snapshot& snapshot, const Space& space) {
  std::vector<SampledFace> candidates;
  Images(snapshot).each([&](const ImageKey& key, const ImageRecord& image) {
    if (image.photos == 0) return true;
    for (const NumberedFace& face : Images(snapshot).faces_of(key)) {
      if (face.record.box.side() < space.side_certain) continue;
      if (const auto embedding = Faces(snapshot).embedding(face.id)) candidates.push_back({face.id, *embedding});
      if (candidates.size() == kSampleCandidates) return false;
    }
    return true;
  });
  return candidates;
}

/// What a face's distance from a person is measured to: the person, the elder, when the person came, the person's own
/// cap, how many references there are, and the centroid or reference. Under vote two equal references count twice.
using MatchPlace =
    std::tuple<PersonId, PersonId, std::uint64_t, float, std::size_t, std::array<float, Embedding::kSize>>;

std::multiset<MatchPlace> places_in(const std::vector<PersonModel>& people, RuleKind rule) {
  std::multiset<MatchPlace> places;
  for (const PersonModel& person : people) {
    const std::size_t count = person.references.size();
    if (rule == RuleKind::bands)
      places.insert({person.id, person.elder, person.since, person.certain, count, person.centroid.values});
    if (rule == RuleKind::vote)
      for (const Embedding& reference : person.references)
        places.insert({person.id, person.elder, 0, person.certain, 0, reference.values});
  }
  return places;
}

/// Key in the gallery's table `meta`. Holds MatchUpkeep::fingerprint, or 0 while faces are due.
constexpr auto kMatchedWith = "matched_with";

bool is_same(const PersonModel& a, const PersonModel& b) {
  return a.id == b.id && a.certain == b.certain && a.elder == b.elder && a.since == b.since &&
         std::equal(a.references.begin(), a.references.end(), b.references.begin(), b.references.end(),
                    [](const Embedding& x, const Embedding& y) { return x.values == y.values; });
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

/// Returns the folders of a photo with these faces. A certain face of a person makes an uncertain one superfluous.
std::set<FolderKey> folders_for(const std::vector<const FaceRecord*>& faces,
                                const std::vector<std::optional<ClusterId>>& clusters, const DecidedPhoto& said) {
  std::set<FolderKey> folders;
  for (std::size_t i = 0; i < faces.size(); ++i)
    if (!said.faces[i].erased) add_folder_of(folders, *faces[i], clusters[i]);
  for (const PersonId person : said.shows) folders.insert({FolderKey::Kind::people, person});
  std::erase_if(folders, [&](const FolderKey& folder) {
    return folder.kind == FolderKey::Kind::maybe && folders.contains({FolderKey::Kind::people, folder.person()});
  });
  return folders;
}

}  // namespace

bool MatchUpkeep::refresh(const Snapshot& snapshot) {
  candidates_ = std::make_shared<const SampleCandidates>(candidates_in(snapshot, *settings_.space), *settings_.space);
  return refresh_people(snapshot);
}

bool MatchUpkeep::refresh_people(const Snapshot& snapshot) {
  std::vector<PersonModel> people = person_models(snapshot);
  ScaleSample sample(*candidates_, people);
  find_elders(people, people_, sample, sample == sample_, settings_);
  const bool different =
      !std::equal(people.begin(), people.end(), people_.begin(), people_.end(), is_same) || !(sample == sample_);
  people_ = std::move(people);
  sample_ = std::move(sample);
  return different;
}

void MatchUpkeep::follow(Update& update, bool same_photos) {
  if (ForeignFaces(update).is_matching_held()) return;
  const std::vector<PersonModel> before = people_;
  const std::uint64_t sample = sample_.fingerprint();
  const bool different = same_photos && knows_gallery_ ? refresh_people(update) : refresh(update);
  if (const std::string elders = text_of(people_); update.snapshot().text("elders") != elders)
    update.set_text("elders", elders);
  if (!std::exchange(knows_gallery_, true)) {
    if (update.snapshot().counter(kMatchedWith) == fingerprint()) return;
    make_all_due();
  } else if (!different) {
    return;
  } else if (sample != sample_.fingerprint() || largest_maybe(before, settings_) != largest_maybe(people_, settings_)) {
    make_all_due();
  } else {
    due_.add(update, reaches_of_changed(before));
  }
  update.set_counter(kMatchedWith, is_due() ? 0 : fingerprint());
}

void MatchUpkeep::make_all_due() {
  all_from_ = FaceId{};
  due_.clear();
}

void MatchUpkeep::make_all_due(Update& update) {
  make_all_due();
  update.set_counter(kMatchedWith, 0);
}

void MatchUpkeep::begin_again() {
  knows_gallery_ = false;
  all_from_.reset();
  due_.clear();
}

std::vector<NearQuery> MatchUpkeep::reaches_of_changed(const std::vector<PersonModel>& before) const {
  const auto there = places_in(before, settings_.rule);
  const auto here = places_in(people_, settings_.rule);
  std::vector<MatchPlace> changed;
  std::set_symmetric_difference(there.begin(), there.end(), here.begin(), here.end(), std::back_inserter(changed));
  const float maybe = largest_maybe(people_, settings_);
  std::vector<NearQuery> queries;
  for (const auto& [person, elder, since, certain, count, numbers] : changed) {
    const PersonModel model{person, {}, {}, certain, since, elder};
    queries.push_back({Embedding{numbers}, farthest_reach(model, maybe, settings_)});
  }
  return queries;
}

std::uint64_t MatchUpkeep::fingerprint() const {
  RecordWriter w;
  w.number(sample_.fingerprint()).number(static_cast<std::uint8_t>(settings_.rule));
  w.real(settings_.certain).real(settings_.maybe);
  for (const PersonModel& person : people_) {
    w.number(number_of(person.id))
        .number(number_of(person.elder))
        .number(person.since)
        .real(person.certain)
        .number(std::uint64_t{person.references.size()});
    for (const Embedding& reference : person.references)
      for (const float value : reference.values) w.real(value);
  }
  const std::string bytes = w.take();
  return XXH3_64bits(bytes.data(), bytes.size()) | 1;
}

/// Returns a face that cannot be compared with anybody: it stays what it is, unless the user says otherwise of it, or
/// of the person.
MatchUpkeep::Matched MatchUpkeep::left_as_it_is(const Snapshot& snapshot, const NumberedFace& face,
                                                const DecidedFace& said) {
  Matched left{face.record, 0, Faces(snapshot).scale_of(face.id)};
  Match& match = left.record.match;
  match.person = People(snapshot).resolved(match.person);
  match.runner_up = People(snapshot).resolved(match.runner_up);
  if (match.runner_up == match.person) match.runner_up = kNobody;
  if (match.runner_up == kNobody) match.runner_up_distance = 0;
  const bool is_refused = std::find(said.refused.begin(), said.refused.end(), match.person) != said.refused.end();
  if (match.person == kNobody || match.rule == Rule::decision || is_refused) match = {};
  return left;
}

MatchUpkeep::Matched MatchUpkeep::matched(const Snapshot& snapshot, const NumberedFace& face,
                                          const DecidedFace& said) const {
  Matched found{face.record};
  const auto embedding = Faces(snapshot).embedding(face.id);
  if (embedding && !said.erased) found.scale = sample_.scale_of(*embedding);
  if (said.erased || said.ignored || (!embedding && said.is == kNobody)) {
    found.record.match = {Verdict::nobody, said.erased || said.ignored ? Rule::decision : Rule::none};
  } else if (said.is != kNobody) {
    found.record.match = {Verdict::certain, Rule::decision, said.is};
  } else {
    const float side = found.record.box.side();
    const float reach = reach_of_face(side, found.scale, largest_maybe(people_, settings_), settings_);
    const Match match = match_face(*embedding, side, found.scale, people_, settings_, said.refused);
    const KeptMatch kept = kept_match(match, reach, settings_);
    found.record.match = kept.match;
    found.reach = kept.reach;
  }
  return found;
}

MatchUpkeep::Outcome MatchUpkeep::outcome(const Snapshot& snapshot, const ImageKey& key) const {
  Outcome outcome;
  outcome.before = Images(snapshot).faces_of(key);
  outcome.said = decided_of(snapshot, key, outcome.before);
  const ForeignFaces foreign(snapshot);
  const bool is_left = foreign.is_matching_held() || foreign.is_foreign(key);
  for (std::size_t i = 0; i < outcome.before.size(); ++i) {
    const NumberedFace& face = outcome.before[i];
    const DecidedFace& said = outcome.said.faces[i];
    const bool is_decided = said.is != kNobody || said.ignored || said.erased;
    outcome.after.push_back(is_left && !is_decided ? left_as_it_is(snapshot, face, said)
                                                   : matched(snapshot, face, said));
  }
  return outcome;
}

std::set<FolderKey> MatchUpkeep::Outcome::folders(const Snapshot& snapshot) const {
  std::vector<std::optional<ClusterId>> clusters;
  for (const NumberedFace& face : before) clusters.push_back(Clusters(snapshot).of(face.id));
  std::vector<const FaceRecord*> faces;
  for (const Matched& face : after) faces.push_back(&face.record);
  return folders_for(faces, clusters, said);
}

std::set<FolderKey> MatchUpkeep::folders_of(const Snapshot& snapshot, const ImageKey& key) const {
  return outcome(snapshot, key).folders(snapshot);
}

void MatchUpkeep::match_image(Update& update, const ImageKey& key) const {
  const Outcome found = outcome(update, key);
  for (std::size_t i = 0; i < found.before.size(); ++i) {
    const NumberedFace& before = found.before[i];
    const Matched& after = found.after[i];
    if (after.record.match != before.record.match) FaceTables(update).set(before.id, after.record);
    FaceTables(update).set_reach(before.id, after.reach, after.scale);
  }
  const std::set<FolderKey> folders = found.folders(update);  // after the faces have left their clusters
  for (const PhotoId photo : Images(update).photos_of(key)) {
    const bool visible = !Photos(update).get(photo).name.empty();
    FolderTables(update).set_folders_of(photo, visible ? folders : std::set<FolderKey>{});
  }
}

/// Returns the next images in the order of the faces' numbers, not of their own hashes: neighbours share a page.
std::vector<ImageKey> MatchUpkeep::next_of_all(const Snapshot& snapshot, std::size_t count) {
  std::vector<ImageKey> images;
  std::optional<FaceId> next;
  Faces(snapshot).each(*all_from_, [&](FaceId id, const FaceRecord& face) {
    const bool is_new = images.empty() || images.back() != face.image;
    if (is_new && images.size() == count) next = id;
    if (is_new && !next) images.push_back(face.image);
    return !next;
  });
  all_from_ = next;
  return images;
}

bool MatchUpkeep::match_next(Update& update, std::size_t count) {
  if (!is_due()) return false;
  for (const ImageKey& key : all_from_ ? next_of_all(update, count) : due_.next(update, count))
    match_image(update, key);
  const std::uint64_t with = is_due() ? 0 : fingerprint();
  if (update.snapshot().counter(kMatchedWith) != with) update.set_counter(kMatchedWith, with);
  return is_due();
}

}  // namespace facefs
