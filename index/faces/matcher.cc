// SPDX-License-Identifier: Apache-2.0
#include "index/faces/matcher.h"

#include <algorithm>
#include <limits>

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

Bands bands_at(float scale, float certain, float maybe, const Space& space) {
  if (scale <= 0) return {std::min(certain, space.certain_without_scale), std::min(maybe, space.maybe_without_scale)};
  return {std::min(certain, space.certain_at.at(scale)), std::min(maybe, space.maybe_at.at(scale))};
}

float maybe_of(const PersonModel& person, const MatchSettings& settings) {
  return std::max(cap_of(person, settings), settings.maybe);
}

Verdict verdict_by_bands(float d1, float d2, float side, const Bands& bands, const Space& space) {
  if (side >= space.side_certain && d1 <= bands.certain && d1 <= space.clearly_nearer * d2) return Verdict::certain;
  if (d1 <= bands.maybe && d1 <= space.nearer * d2) return Verdict::maybe;
  return Verdict::nobody;
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
  return kRoundingMargin * bands_at(scale, largest_maybe, largest_maybe, *settings.space).maybe;
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

/// The two nearest people, and the cap of the nearest.
struct Nearest {
  Standing first;
  Standing second;
  float certain = 0;
};

Nearest nearest_of(const Embedding& face, std::span<const PersonModel> people, const MatchSettings& settings,
                   std::span<const PersonId> refused, bool elders_alone) {
  Nearest nearest{{}, {}, settings.certain};
  for (const PersonModel& person : people) {
    const bool is_refused = std::find(refused.begin(), refused.end(), person.id) != refused.end();
    if (person.references.empty() || is_refused || (elders_alone && person.elder != kNobody)) continue;
    const Standing standing = standing_of(face, person, settings);
    if (leads(standing, nearest.first)) {
      if (nearest.first.person != person.id) nearest.second = nearest.first;
      nearest.first = standing;
      nearest.certain = cap_of(person, settings);
    } else if (nearest.first.person != person.id && leads(standing, nearest.second)) {
      nearest.second = standing;
    }
  }
  return nearest;
}

Match match_by(const Nearest& nearest, float side, float scale, const MatchSettings& settings) {
  Match match;
  if (nearest.first.person == kNobody) return match;
  match.person = nearest.first.person;
  match.distance = nearest.first.distance;
  match.runner_up = nearest.second.person;
  match.runner_up_distance = nearest.second.person == kNobody ? 0 : nearest.second.distance;
  if (settings.rule == RuleKind::vote) {
    match.rule = Rule::vote;
    match.verdict = nearest.first.votes > 0 ? Verdict::certain : Verdict::nobody;
  } else if (side >= settings.space->side_matched) {
    match.rule = scale > 0 ? Rule::bands : Rule::bands_fixed;
    const Bands bands = bands_at(scale, nearest.certain, std::max(nearest.certain, settings.maybe), *settings.space);
    match.verdict = verdict_by_bands(nearest.first.distance, nearest.second.distance, side, bands, *settings.space);
  }
  return match;
}

}  // namespace

Match match_face(const Embedding& face, float side, float scale, std::span<const PersonModel> people,
                 const MatchSettings& settings, std::span<const PersonId> refused) {
  const Nearest all = nearest_of(face, people, settings, refused, false);
  const Match match = match_by(all, side, scale, settings);
  const bool has_elders =
      std::any_of(people.begin(), people.end(), [](const auto& one) { return one.elder != kNobody; });
  if (!has_elders) return match;
  Match first = match_by(nearest_of(face, people, settings, refused, true), side, scale, settings);
  if (first.verdict != Verdict::certain) return match;
  const Standing& other = all.first.person == first.person ? all.second : all.first;
  first.runner_up = other.person;
  first.runner_up_distance = other.person == kNobody ? 0 : other.distance;
  return first;
}

}  // namespace facefs
