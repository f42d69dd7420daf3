// SPDX-License-Identifier: Apache-2.0
// Names one face: compares its embedding with every enrolled person. A pure function of its arguments.
//
// There are two rules. `bands` (default) is for precision: a stranger in Joey's folder is worse than a miss. It
// compares the face with each person's centroid: d1 is the distance to the nearest person, d2 that to the next. Its
// thresholds come from the library itself, because a network's distances shrink for people unlike those it was trained
// on. With s, the scale of the face's own neighbourhood (index/faces/scale.h), a match is
//   certain: d1 <= min(certain, a s - b)  and  d1 <= c d2
//   maybe:   d1 <= min(maybe, a' s - b')  and  d1 <= c' d2
// with the numbers of the embedder's space (index/faces/space.h). With SFace c is 1 against those who came later:
// so naming somebody takes no face from anybody who was there before, unless the newcomer is nearer. Without a scale
// two fixed distances hold. `vote` is the rule of the scripts that facefs began with: every reference within the
// threshold votes for its person. Most votes win, and a tie goes to the nearest. docs/matching.md has the measurements
// behind each number.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/faces/space.h"
#include "index/values/ids.h"
#include "index/values/match.h"
#include "models/face.h"

namespace facefs {

enum class RuleKind : std::uint8_t { bands, vote };
std::optional<RuleKind> rule_named(std::string_view name);

struct MatchSettings {
  RuleKind rule = RuleKind::bands;
  const Space* space = &space_of(EmbedderKind::dlib);
  float certain = space->certain;  ///< the largest distance of a certain match; under vote, that at which one votes
  float maybe = space->maybe;
};
/// Returns the settings where nothing is configured.
MatchSettings usual_settings(RuleKind rule, const Space& space);

/// The threshold of the scripts that facefs began with, used where none is configured.
inline constexpr float kVoteThreshold = 0.60F;

/// One person's references. Two people who were merged keep a model each under one number. So a child's photos and an
/// adult's have a centre each. A person is never their own runner-up.
struct PersonModel {
  PersonId id = kNobody;
  std::vector<Embedding> references;
  Embedding centroid;        ///< their mean (centre_of)
  float certain = 0;         ///< this person's own cap of certain matches; 0: the settings'
  std::uint64_t since = 0;   ///< the line of decisions.log that added the person (PersonRecord::turn)
  PersonId elder = kNobody;  ///< the earlier person with the same face (index/faces/elders.h)
};
PersonModel person_model(PersonId id, std::vector<Embedding> references, const Space& space);

/// Tells whether `a` was there before `b`, by decisions.log.
bool came_before(const PersonModel& a, const PersonModel& b);

/// A person who has an elder.
struct Elder {
  PersonId person;
  PersonId elder;
};

/// Returns the largest distance from a face of that side and scale at which a person may be named; infinite under vote.
/// `largest_maybe` is the largest threshold of all people.
float reach_of_face(float side, float scale, float largest_maybe, const MatchSettings& settings);
float largest_maybe(std::span<const PersonModel> people, const MatchSettings& settings);

/// A match, and how far away a person may be and have a say in it. The gallery keeps no person who is farther than
/// `reach`. When a person changes, only faces that have, or had, that person within their reach are matched again.
struct KeptMatch {
  Match match;
  float reach = 0;
};
KeptMatch kept_match(const Match& match, float reach_of_face, const MatchSettings& settings);

/// Returns the largest distance from a person's centre (under vote: from a reference) at which a face can reach the
/// person.
float farthest_reach(const PersonModel& person, float largest_maybe, const MatchSettings& settings);

/// Returns the match of one face. A face that is certainly that of a person without an elder stays that person's,
/// whatever people there are who have one. `scale` is 0 while the library has none. `refused`: people whom the user
/// said this face is not.
Match match_face(const Embedding& face, float side, float scale, std::span<const PersonModel> people,
                 const MatchSettings& settings, std::span<const PersonId> refused = {});

}  // namespace facefs
