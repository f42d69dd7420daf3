// SPDX-License-Identifier: Apache-2.0
// Names one face: compares its embedding with every enrolled person. A pure function of its arguments.
//
// Two rules. `bands` (default) is for precision: a stranger in Joey's folder is worse than a miss. It compares with
// each person's centroid and takes its thresholds from the library itself, because dlib's distances shrink for people
// unlike those it was trained on: s is the scale of the face's own neighbourhood (index/faces/scale.h), and
//   certain: d1 <= min(certain, 0.80 s - 0.04)  and  d1 <= 0.85 d2
//   maybe:   d1 <= min(maybe, 0.88 s)           and  d1 <= 0.95 d2
//
// without a scale: certain at 0.45, maybe at 0.55. `vote` is the rule of the scripts that facefs began with: every
// reference within the threshold votes for its person, most votes win, a tie goes to the nearest.
// docs/matching.md has the measurements behind each number.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/values/ids.h"
#include "index/values/match.h"
#include "models/face.h"

namespace facefs {

enum class RuleKind : std::uint8_t { bands, vote };
std::optional<RuleKind> rule_named(std::string_view name);

struct MatchSettings {
  RuleKind rule = RuleKind::bands;
  float certain = 0.52F;  ///< the cap of `certain`; under vote the distance within which a reference votes
  float maybe = 0.60F;
};
/// The seed's own threshold where none is configured.
inline constexpr float kVoteThreshold = 0.60F;

/// One person's references. Two people who were merged keep a model each under one number, so that a child's photos and
/// an adult's have a centre each; nobody is the own runner-up.
struct PersonModel {
  PersonId id = kNobody;
  std::vector<Embedding> references;
  Embedding centroid;        ///< their mean, not renormalised
  float certain = 0;         ///< a cap of this person's own; 0: the settings'
  std::uint64_t since = 0;   ///< the line of decisions.log by which the person came to be
  PersonId elder = kNobody;  ///< whose face it is, too, who was there first (index/faces/elders.h)
};
PersonModel person_model(PersonId id, std::vector<Embedding> references);

/// Who has one.
struct Elder {
  PersonId person;
  PersonId elder;
};

// Sides in pixels, geometric mean of width and height. Measured: identity is lost before detection is
// (docs/matching.md).
inline constexpr float kLeastSideMatched = 20;
inline constexpr float kLeastSideCertain = 32;
inline constexpr float kLeastSideTaught = 40;

/// How far away from a face of that side and scale a person may be and be named. `largest_maybe`: anybody's.
float reach_of_face(float side, float scale, float largest_maybe, RuleKind rule);
float largest_maybe(std::span<const PersonModel> people, const MatchSettings& settings);

/// A match and what may change it. Whoever is farther than `reach` has no say in it, so the gallery keeps nobody who
/// is, and when a person changes only those faces are matched anew whose reach that person is in, or was.
struct KeptMatch {
  Match match;
  float reach = 0;
};
KeptMatch kept_match(const Match& match, float reach_of_face, RuleKind rule);

/// Farther than this from a person's centre (under vote: from a reference) is in nobody's reach.
float farthest_reach(const PersonModel& person, float largest_maybe, const MatchSettings& settings);

/// What is certainly an elder's stays so, whatever other people there are who have one. `scale` 0: the library has none
/// yet. `refused`: people whom the user said this face is not.
Match match_face(const Embedding& face, float side, float scale, std::span<const PersonModel> people,
                 const MatchSettings& settings, std::span<const PersonId> refused = {});

}  // namespace facefs
