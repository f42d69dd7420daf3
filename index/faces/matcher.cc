// SPDX-License-Identifier: Apache-2.0
#include "index/faces/matcher.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace facefs {
namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

struct Standing {
  PersonId person = kNobody;
  float distance = kFar;
  std::size_t votes = 0;
};

float cap_of(const PersonModel& person, const MatchSettings& settings) {
  return person.certain > 0 ? person.certain : settings.certain;
}

Standing standing_of(const Embedding& face, const PersonModel& person, const MatchSettings& settings) {
  if (settings.rule == RuleKind::bands) return {person.id, distance(face, person.centroid), 0};
  Standing standing{person.id, kFar, 0};
  for (const Embedding& reference : person.references) {
    const float d = distance(face, reference);
    standing.distance = std::min(standing.distance, d);
    if (d <= cap_of(person, settings)) ++standing.votes;
  }
  return standing;
}

/// Tells whether `a` comes before `b`: by more votes (0 under bands), then by distance, then by the lower person
/// number. The order of the list never counts.
bool leads(const Standing& a, const Standing& b) {
  if (a.votes != b.votes) return a.votes > b.votes;
  if (a.distance != b.distance) return a.distance < b.distance;
  return a.person < b.person;
}

struct Bands {
  float certain;
  float maybe;
};

constexpr float kRoundingMargin = 1.0001F;  // so that rounding never makes a reach too short

/// `references`: how many the person's centre is the mean of. One of many is nearer to everybody, strangers too.
Bands bands_at(float scale, float certain, float maybe, std::size_t references, const Space& space) {
  if (scale <= 0) return {std::min(certain, space.certain_without_scale), std::min(maybe, space.maybe_without_scale)};
  const float of_many = 1 - 1 / static_cast<float>(references);
  const float drawn_in = space.certain_less_of_many * of_many * of_many * scale;
  return {std::min(certain, space.certain_at.at(scale) - drawn_in), std::min(maybe, space.maybe_at.at(scale))};
}

float maybe_of(const PersonModel& person, const MatchSettings& settings) {
  return std::max(cap_of(person, settings), settings.maybe);
}

}  // namespace

std::optional<RuleKind> rule_named(std::string_view name) {
  if (name == "bands") return RuleKind::bands;
  if (name == "vote") return RuleKind::vote;
  return std::nullopt;
}

MatchSettings usual_settings(RuleKind rule, const Space& space) {
  return {rule, &space, rule == RuleKind::vote ? kVoteThreshold : space.certain, space.maybe};
}

PersonModel person_model(PersonId id, std::vector<Embedding> references, const Space& space) {
  const Embedding centre = centre_of(references, space);
  return {id, std::move(references), centre};
}

float largest_maybe(std::span<const PersonModel> people, const MatchSettings& settings) {
  float largest = settings.maybe;
  for (const PersonModel& person : people) largest = std::max(largest, maybe_of(person, settings));
  return largest;
}

float reach_of_face(float side, float scale, float largest_maybe, const MatchSettings& settings) {
  if (settings.rule == RuleKind::vote) return kFar;
  if (side < settings.space->side_matched) return 0;
  return kRoundingMargin * bands_at(scale, largest_maybe, largest_maybe, 1, *settings.space).maybe;
}

KeptMatch kept_match(const Match& match, float reach, const MatchSettings& settings) {
  KeptMatch kept{{}, reach};
  if (match.person == kNobody || match.distance > reach) return kept;
  const bool votes = settings.rule == RuleKind::vote;
  if (votes && match.verdict == Verdict::nobody) return kept;
  kept.match = {match.verdict, match.rule, match.person, kNobody, match.distance, 0};
  if (votes) return kept;
  kept.reach = std::max(reach, kRoundingMargin * match.distance / settings.space->clearly_nearer);
  if (match.runner_up == kNobody || match.runner_up_distance > kept.reach) return kept;
  kept.match.runner_up = match.runner_up;
  kept.match.runner_up_distance = match.runner_up_distance;
  return kept;
}

float farthest_reach(const PersonModel& person, float largest_maybe, const MatchSettings& settings) {
  if (settings.rule == RuleKind::vote) return kRoundingMargin * cap_of(person, settings);
  return kRoundingMargin * kRoundingMargin * largest_maybe /
         settings.space->clearly_nearer;  // as in reach_of_face and kept_match
}

namespace {

/// The two nearest people, and the model of the nearest.
struct Nearest {
  Standing first;
  Standing second;
  const PersonModel* model = nullptr;
};

/// One face, and the people who may be meant.
class Question {
 public:
  Question(const Embedding& face, float side, float scale, std::span<const PersonModel> people,
           const MatchSettings& settings, std::span<const PersonId> refused)
      : face_(face), side_(side), scale_(scale), people_(people), settings_(settings), refused_(refused) {}

  Nearest nearest(bool elders_alone) const {
    Nearest nearest;
    each(elders_alone, [&](const PersonModel& person) {
      const Standing standing = standing_of(face_, person, settings_);
      if (leads(standing, nearest.first)) {
        if (nearest.first.person != person.id) nearest.second = nearest.first;
        nearest.first = standing;
        nearest.model = &person;
      } else if (nearest.first.person != person.id && leads(standing, nearest.second)) {
        nearest.second = standing;
      }
    });
    return nearest;
  }

  Match match_by(const Nearest& nearest, bool elders_alone) const {
    Match match;
    if (!nearest.model) return match;
    match.person = nearest.first.person;
    match.distance = nearest.first.distance;
    match.runner_up = nearest.second.person;
    match.runner_up_distance = nearest.second.person == kNobody ? 0 : nearest.second.distance;
    if (settings_.rule == RuleKind::vote) {
      match.rule = Rule::vote;
      match.verdict = nearest.first.votes > 0 ? Verdict::certain : Verdict::nobody;
    } else if (side_ >= settings_.space->side_matched) {
      match.rule = scale_ > 0 ? Rule::bands : Rule::bands_fixed;
      match.verdict = verdict_by_bands(nearest, elders_alone);
    }
    return match;
  }

 private:
  template <typename Visit>
  void each(bool elders_alone, Visit visit) const {
    for (const PersonModel& person : people_) {
      const bool is_refused = std::find(refused_.begin(), refused_.end(), person.id) != refused_.end();
      if (!person.references.empty() && !is_refused && !(elders_alone && person.elder != kNobody)) visit(person);
    }
  }

  Verdict verdict_by_bands(const Nearest& nearest, bool elders_alone) const {
    const Space& space = *settings_.space;
    const float cap = cap_of(*nearest.model, settings_), d1 = nearest.first.distance;
    const Bands bands = bands_at(scale_, cap, std::max(cap, settings_.maybe), nearest.model->references.size(), space);
    if (side_ >= space.side_certain && d1 <= bands.certain && is_clear(nearest, elders_alone)) return Verdict::certain;
    if (d1 <= bands.maybe && d1 <= space.nearer * nearest.second.distance) return Verdict::maybe;
    return Verdict::nobody;
  }

  /// Tells whether the nearest person is clearly nearer than everybody else.
  bool is_clear(const Nearest& nearest, bool elders_alone) const {
    const Space& space = *settings_.space;
    if (nearest.first.distance <= space.clearly_nearer * nearest.second.distance) return true;
    bool is_clear = true;
    each(elders_alone, [&](const PersonModel& person) {
      if (person.id == nearest.first.person) return;
      const bool is_earlier = came_before(person, *nearest.model);
      const float limit = is_earlier ? space.clearly_nearer : space.clearly_nearer_than_later;
      is_clear = is_clear && nearest.first.distance <= limit * distance(face_, person.centroid);
    });
    return is_clear;
  }

  const Embedding& face_;
  const float side_, scale_;
  const std::span<const PersonModel> people_;
  const MatchSettings& settings_;
  const std::span<const PersonId> refused_;
};

}  // namespace

bool came_before(const PersonModel& a, const PersonModel& b) {
  return std::tie(a.since, a.id) < std::tie(b.since, b.id);
}

Match match_face(const Embedding& face, float side, float scale, std::span<const PersonModel> people,
                 const MatchSettings& settings, std::span<const PersonId> refused) {
  const Question question(face, side, scale, people, settings, refused);
  const Nearest all = question.nearest(false);
  const Match match = question.match_by(all, false);
  const bool has_elders =
      std::any_of(people.begin(), people.end(), [](const auto& one) { return one.elder != kNobody; });
  if (!has_elders) return match;
  Match first = question.match_by(question.nearest(true), true);
  if (first.verdict != Verdict::certain) return match;
  const Standing& other = all.first.person == first.person ? all.second : all.first;
  first.runner_up = other.person;
  first.runner_up_distance = other.person == kNobody ? 0 : other.distance;
  return first;
}

}  // namespace facefs
