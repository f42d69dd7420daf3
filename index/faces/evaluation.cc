// SPDX-License-Identifier: Apache-2.0
#include "index/faces/evaluation.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <utility>

#include "index/faces/clustering.h"
#include "index/faces/enrolment.h"
#include "index/faces/scale.h"

namespace facefs {
namespace {

const std::atomic<bool> kNever = false;

using Numbers = std::vector<std::size_t>;

/// Returns the first `count` of a shuffle that is the same everywhere (std::shuffle is not).
Numbers drawn(Numbers from, std::size_t count, std::mt19937& random) {
  for (std::size_t i = 0; i < count; ++i) std::swap(from[i], from[i + random() % (from.size() - i)]);
  from.resize(count);
  return from;
}

struct Split {
  std::map<std::size_t, Numbers> references;  ///< person -> photos
  Numbers shown;                              ///< the library
};

Split split_numbered(std::size_t number, const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan) {
  std::map<std::size_t, Numbers> of_person;
  for (std::size_t i = 0; i < photos.size(); ++i) of_person[photos[i].person].push_back(i);
  Numbers candidates;
  for (const auto& [person, theirs] : of_person)
    if (theirs.size() > plan.references) candidates.push_back(person);
  if (candidates.size() < plan.people || plan.people == 0)
    throw std::runtime_error("only " + std::to_string(candidates.size()) + " people have more than " +
                             std::to_string(plan.references) + " photos: ask for fewer with --people or --references");
  std::mt19937 random(static_cast<std::mt19937::result_type>(number));
  Split split;
  std::set<std::size_t> taught;
  for (const std::size_t person : drawn(candidates, plan.people, random)) {
    split.references[person] = drawn(of_person[person], plan.references, random);
    taught.insert(split.references[person].begin(), split.references[person].end());
  }
  for (std::size_t i = 0; i < photos.size(); ++i)
    if (!taught.contains(i)) split.shown.push_back(i);
  return split;
}

/// Returns PersonId n + 1 for person n of the labels.
PersonId id_of(std::size_t person) {
  return static_cast<PersonId>(person + 1);
}

std::vector<PersonModel> taught(const std::vector<LabelledPhoto>& photos, const Split& split, const Space& space,
                                std::size_t& used) {
  std::vector<PersonModel> people;
  for (const auto& [person, theirs] : split.references) {
    std::vector<ReferenceReading> readings;
    for (const std::size_t i : theirs) readings.push_back(photos[i].as_reference);
    const std::vector<EnrolledPhoto> judged = enrol(readings, space);
    std::vector<Embedding> faces;
    for (std::size_t i = 0; i < judged.size(); ++i)
      if (judged[i].verdict == EnrolVerdict::used) faces.push_back(readings[i].faces[judged[i].face].embedding);
    used += faces.size();
    if (!faces.empty()) people.push_back(person_model(id_of(person), std::move(faces), space));
  }
  return people;
}

ScaleSample sample_of(const std::vector<LabelledPhoto>& photos, Numbers shown, const std::vector<PersonModel>& people,
                      const Space& space) {
  std::sort(shown.begin(), shown.end(),
            [&](std::size_t a, std::size_t b) { return photos[a].image < photos[b].image; });
  std::vector<SampledFace> candidates;
  for (const std::size_t i : shown)
    for (std::size_t f = 0; f < photos[i].faces.size(); ++f)
      if (photos[i].faces[f].box.side() >= space.side_certain && candidates.size() < kSampleCandidates)
        candidates.push_back({static_cast<FaceId>(i << 16 | f), photos[i].faces[f].embedding});
  return {SampleCandidates(std::move(candidates), space), people};
}

std::vector<Match> matches_in(const LabelledPhoto& photo, const ScaleSample& sample,
                              const std::vector<PersonModel>& people, const MatchSettings& settings) {
  std::vector<Match> matches;
  for (const Face& face : photo.faces)
    matches.push_back(match_face(face.embedding, face.box.side(), sample.scale_of(face.embedding), people, settings));
  return matches;
}

void count_photo(const LabelledPhoto& photo, bool enrolled, const std::vector<Match>& matches, MatchCounts& figures) {
  std::set<PersonId> certain;
  std::set<PersonId> maybe;
  for (const Match& match : matches) {
    if (match.verdict == Verdict::certain) certain.insert(match.person);
    if (match.verdict == Verdict::maybe) maybe.insert(match.person);
  }
  if (!enrolled) {
    ++figures.strangers;
    figures.stranger_certain += !certain.empty();
    figures.stranger_maybe += certain.empty() && !maybe.empty();
    return;
  }
  const PersonId own = id_of(photo.person);
  const auto others = [own](const std::set<PersonId>& people) { return people.size() > people.count(own); };
  ++figures.probes;
  figures.right_certain += certain.contains(own);
  figures.right += certain.contains(own) || maybe.contains(own);
  figures.wrong_certain += others(certain);
  figures.wrong_maybe += !others(certain) && others(maybe);
}

/// Returns the cluster that counts for each photo: the largest that shows it. Sets `groups` to the number of clusters.
std::vector<std::size_t> cluster_of_each(const std::vector<LabelledPhoto>& photos, const Space& space,
                                         std::size_t& groups) {
  Numbers all(photos.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const ScaleSample sample = sample_of(photos, all, {}, space);
  std::vector<UnknownFace> faces;
  Numbers photo_of;
  for (std::size_t i = 0; i < photos.size(); ++i)
    for (const Face& face : photos[i].faces)
      if (face.box.side() >= space.side_certain) {
        const float scale = sample.scale_of(face.embedding, space.own_faces_spared);
        faces.push_back({static_cast<FaceId>(faces.size() + 1), face.embedding, scale, {}});
        photo_of.push_back(i);
      }
  std::vector<std::set<std::size_t>> shown;
  for (const auto& group : grouped(faces, space, kNever)) {
    shown.emplace_back();
    for (const std::size_t face : group) shown.back().insert(photo_of[face]);
  }
  std::stable_sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
  groups = shown.size();
  std::vector<std::size_t> owner(photos.size());
  for (std::size_t i = 0; i < photos.size(); ++i) owner[i] = groups + i;  // the photo itself
  for (std::size_t g = 0; g < groups; ++g)
    for (const std::size_t i : shown[g]) owner[i] = g;
  return owner;
}

/// The verdict and the person of each face, by its image and its place there.
using Places = std::map<std::pair<ImageKey, std::size_t>, std::pair<Verdict, PersonId>>;

Places places(const std::vector<LabelledPhoto>& photos, const Numbers& shown, const std::vector<PersonModel>& people,
              const MatchSettings& settings) {
  const ScaleSample sample = sample_of(photos, shown, people, *settings.space);
  Places found;
  for (const std::size_t i : shown) {
    const std::vector<Match> matches = matches_in(photos[i], sample, people, settings);
    for (std::size_t f = 0; f < matches.size(); ++f) {
      const bool named = matches[f].verdict != Verdict::nobody;
      found[{photos[i].image, f}] = {matches[f].verdict, named ? matches[f].person : kNobody};
    }
  }
  return found;
}

std::size_t moved(const Places& before, const Places& after) {
  return static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [&](const auto& face) {
    const auto now = after.find(face.first);
    return now == after.end() || now->second != face.second;
  }));
}

/// Counts the certain faces of the first half of the people, and those that leave when the others are enrolled too.
void count_moved_by_naming(const std::vector<LabelledPhoto>& photos, const Numbers& shown,
                           const std::vector<PersonModel>& people, const MatchSettings& settings,
                           StabilityFigures& figures) {
  const std::vector<PersonModel> first(people.begin(), people.begin() + static_cast<std::ptrdiff_t>(people.size() / 2));
  Places certain = places(photos, shown, first, settings);
  std::erase_if(certain, [](const auto& face) { return face.second.first != Verdict::certain; });
  figures.named += certain.size();
  std::vector<PersonModel> all = people;
  for (std::size_t i = 0; i < all.size(); ++i) all[i].since = i;
  figures.moved_by_naming += moved(certain, places(photos, shown, all, settings));
}

}  // namespace

MatchFigures evaluate_matching(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan) {
  MatchFigures figures;
  for (std::size_t number = 0; number < plan.splits; ++number) {
    const Split split = split_numbered(number, photos, plan);
    const std::vector<PersonModel> people = taught(photos, split, *plan.match.space, figures.references_used);
    figures.references += plan.people * plan.references;
    const ScaleSample sample = sample_of(photos, split.shown, people, *plan.match.space);
    for (const std::size_t i : split.shown) {
      const bool enrolled = split.references.contains(photos[i].person);
      const std::vector<Match> matches = matches_in(photos[i], sample, people, plan.match);
      count_photo(photos[i], enrolled, matches, figures);
      count_photo(photos[i], enrolled, matches, figures.of_set[photos[i].set]);
    }
  }
  return figures;
}

std::vector<CurvePoint> evaluate_curve(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan) {
  constexpr float kStep = 0.01F;
  constexpr int kSteps = 15;
  std::vector<CurvePoint> curve;
  for (int step = -kSteps; step <= kSteps; ++step) {
    const float by = kStep * static_cast<float>(step);
    Space moved = *plan.match.space;
    moved.certain_at.plus += by;
    moved.certain_without_scale += by;
    EvaluationPlan there = plan;
    there.match.space = &moved;
    there.match.certain += by;
    curve.push_back({by, evaluate_matching(photos, there)});
  }
  return curve;
}

ClusterFigures evaluate_clusters(const std::vector<LabelledPhoto>& photos, const Space& space) {
  std::size_t groups = 0;
  const std::vector<std::size_t> owner = cluster_of_each(photos, space, groups);
  ClusterFigures figures;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    std::size_t together = 0, same_person = 0, both = 0;
    for (std::size_t j = 0; j < photos.size(); ++j) {
      together += owner[i] == owner[j];
      same_person += photos[i].person == photos[j].person;
      both += owner[i] == owner[j] && photos[i].person == photos[j].person;
    }
    figures.precision += static_cast<double>(both) / static_cast<double>(together) / static_cast<double>(photos.size());
    figures.recall += static_cast<double>(both) / static_cast<double>(same_person) / static_cast<double>(photos.size());
  }
  for (std::size_t g = 0; g < groups; ++g) {
    std::set<std::size_t> people;
    const auto size = std::count(owner.begin(), owner.end(), g);
    for (std::size_t i = 0; i < photos.size(); ++i)
      if (owner[i] == g) people.insert(photos[i].person);
    figures.clusters += size >= 3;
    figures.mixed += size >= 3 && people.size() > 1;
  }
  return figures;
}

StabilityFigures evaluate_stability(const std::vector<LabelledPhoto>& photos, const EvaluationPlan& plan) {
  StabilityFigures figures;
  for (std::size_t number = 0; number < plan.splits; ++number) {
    const Split split = split_numbered(number, photos, plan);
    std::size_t used = 0;
    const std::vector<PersonModel> people = taught(photos, split, *plan.match.space, used);
    std::mt19937 random(static_cast<std::mt19937::result_type>(number));
    const Numbers half = drawn(split.shown, split.shown.size() / 2, random);
    const Places before = places(photos, half, people, plan.match);
    const Places after = places(photos, split.shown, people, plan.match);
    figures.faces += before.size();
    figures.moved_by_growth += moved(before, after);
    count_moved_by_naming(photos, half, people, plan.match, figures);
    figures.moved_by_order += moved(before, places(photos, {half.rbegin(), half.rend()}, people, plan.match));
  }
  return figures;
}

AgreementFigures evaluate_agreement(const std::vector<LabelledPhoto>& photos,
                                    const std::vector<LabelledPhoto>& read_otherwise, const EvaluationPlan& plan) {
  AgreementFigures figures;
  for (std::size_t number = 0; number < plan.splits; ++number) {
    const Split split = split_numbered(number, photos, plan);
    std::size_t used = 0;
    const Places one = places(photos, split.shown, taught(photos, split, *plan.match.space, used), plan.match);
    const Places other =
        places(read_otherwise, split.shown, taught(read_otherwise, split, *plan.match.space, used), plan.match);
    figures.decisions += one.size();
    figures.flipped += moved(one, other);
  }
  return figures;
}

}  // namespace facefs
