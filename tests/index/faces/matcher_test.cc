// SPDX-License-Identifier: Apache-2.0
#include "index/faces/matcher.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/faces.h"

namespace facefs::test {
namespace {

constexpr PersonId kJoey{1}, kRoss{2};
constexpr float kSide = 100, kScale = 0.72F;

/// Returns a point at exactly the distance `d` from `from`.
Embedding at_distance(const Embedding& from, float d) {
  Embedding embedding = from;
  embedding.values[0] += d;
  return embedding;
}

std::vector<PersonModel> joey_and_ross() {
  return {person_model(kJoey, {centre_of(1)}, kSpace), person_model(kRoss, {centre_of(2)}, kSpace)};
}

Match match_at(float d, float side = kSide, float scale = kScale, const MatchSettings& settings = {}) {
  return match_face(at_distance(centre_of(1), d), side, scale, joey_and_ross(), settings);
}

TEST(Matcher, NamesANearFaceForCertainAndTellsTheRunnerUp) {
  const Match match = match_at(0.40F);
  EXPECT_EQ(match.verdict, Verdict::certain);
  EXPECT_EQ(match.person, kJoey);
  EXPECT_NEAR(match.distance, 0.40F, 1e-3);
  EXPECT_EQ(match.runner_up, kRoss);
  EXPECT_GT(match.runner_up_distance, 0.7F);
  EXPECT_EQ(match.rule, Rule::bands);
}

TEST(Matcher, PutsAFaceBetweenTheTwoBoundsIntoMaybe) {
  EXPECT_EQ(match_at(0.55F).verdict, Verdict::maybe);
}

TEST(Matcher, LeavesAFarFaceUnnamedButTellsWhoIsNearest) {
  const Match match = match_at(0.64F);
  EXPECT_EQ(match.verdict, Verdict::nobody);
  EXPECT_EQ(match.person, kJoey);
}

TEST(Matcher, DrawsItsBoundsNearerWhereTheLibrarysFacesAreNear) {
  EXPECT_EQ(match_at(0.40F, kSide, 0.43F).verdict, Verdict::nobody);
  EXPECT_EQ(match_at(0.30F, kSide, 0.43F).verdict, Verdict::certain);
}

TEST(Matcher, UsesFixedBoundsWhileTheLibraryHasNoScale) {
  EXPECT_EQ(match_at(0.44F, kSide, 0).verdict, Verdict::certain);
  EXPECT_EQ(match_at(0.47F, kSide, 0).verdict, Verdict::maybe);
  EXPECT_EQ(match_at(0.44F, kSide, 0).rule, Rule::bands_fixed);
}

TEST(Matcher, LeavesAFaceUnnamedWhenTheRivalIsAsClose) {
  const std::vector<PersonModel> twins = {person_model(kJoey, {centre_of(1)}, kSpace),
                                          person_model(kRoss, {at_distance(centre_of(1), 0.02F)}, kSpace)};
  EXPECT_EQ(match_face(at_distance(centre_of(1), -0.4F), kSide, kScale, twins, {}).verdict, Verdict::nobody);
}

/// Matches a face with a person at the distance `d`. The rival is on the other side, so that `d` is `ratio` of the way
/// to it.
Match match_with_rival(float d, float ratio) {
  const Embedding face = centre_of(1);
  const std::vector<PersonModel> people = {person_model(kJoey, {at_distance(face, -d)}, kSpace),
                                           person_model(kRoss, {at_distance(face, d / ratio)}, kSpace)};
  return match_face(face, kSide, kScale, people, {});
}

TEST(Matcher, OnlySupposesWhoAFaceIsWhenTheRivalIsLittleFarther) {
  EXPECT_EQ(match_with_rival(0.36F, 0.84F).verdict, Verdict::certain);
  EXPECT_EQ(match_with_rival(0.36F, 0.86F).verdict, Verdict::maybe);
  EXPECT_EQ(match_with_rival(0.36F, 0.94F).verdict, Verdict::maybe);
  EXPECT_EQ(match_with_rival(0.36F, 0.96F).verdict, Verdict::nobody);
}

/// Two people of SFace's, the first one nearer.
Match match_with_rival_who_came(std::uint64_t joey_came, std::uint64_t ross_came, float ratio) {
  const MatchSettings settings = usual_settings(RuleKind::bands, space_of(EmbedderKind::sface));
  const Embedding face = centre_of(1);
  std::vector<PersonModel> people(2);
  people[0] = {.id = kJoey, .references = {face}, .centroid = at_distance(face, -0.36F), .since = joey_came};
  people[1] = {.id = kRoss, .references = {face}, .centroid = at_distance(face, 0.36F / ratio), .since = ross_came};
  return match_face(face, kSide, kScale, people, settings);
}

TEST(Matcher, TakesNoFaceFromWhoWasThereFirstWhenSomebodyIsNamedWhoIsAboutAsNear) {
  EXPECT_EQ(match_with_rival_who_came(1, 2, 0.99F).verdict, Verdict::certain);
  EXPECT_EQ(match_with_rival_who_came(1, 2, 0.99F).person, kJoey);
  EXPECT_EQ(match_with_rival_who_came(2, 1, 0.99F).verdict, Verdict::nobody) << "the newcomer must be clearly nearer";
  EXPECT_EQ(match_with_rival_who_came(2, 1, 0.86F).verdict, Verdict::maybe);
  EXPECT_EQ(match_with_rival_who_came(2, 1, 0.84F).verdict, Verdict::certain);
  EXPECT_EQ(match_with_rival_who_came(1, 1, 0.99F).verdict, Verdict::certain) << "the lower number counts as the first";
}

/// The mean of many references is nearer to everybody, strangers too.
TEST(Matcher, AsksMoreOfAPersonWithManyReferences) {
  const MatchSettings settings = usual_settings(RuleKind::bands, space_of(EmbedderKind::sface));
  const auto verdict = [&](std::size_t references, float d) {
    const Embedding face = centre_of(1);
    const std::vector<PersonModel> one = {
        {.id = kJoey, .references = std::vector<Embedding>(references, face), .centroid = at_distance(face, d)}};
    return match_face(face, kSide, 0.60F, one, settings).verdict;
  };
  const float of_one = settings.space->certain_at.at(0.60F);
  const float of_two = of_one - 0.25F * settings.space->certain_less_of_many * 0.60F;
  EXPECT_EQ(verdict(1, of_one - 0.001F), Verdict::certain);
  EXPECT_EQ(verdict(1, of_one + 0.001F), Verdict::maybe);
  EXPECT_EQ(verdict(2, of_two - 0.001F), Verdict::certain);
  EXPECT_EQ(verdict(2, of_two + 0.001F), Verdict::maybe);
  EXPECT_EQ(verdict(50, of_two - 0.001F), Verdict::maybe);
}

TEST(Matcher, NeedsNoRivalWhenOnePersonIsEnrolled) {
  const std::vector<PersonModel> one = {person_model(kJoey, {centre_of(1)}, kSpace)};
  EXPECT_EQ(match_face(at_distance(centre_of(1), 0.4F), kSide, kScale, one, {}).verdict, Verdict::certain);
}

TEST(Matcher, NeverCallsASmallFaceCertainAndTheSmallestNothingAtAll) {
  EXPECT_EQ(match_at(0.2F, 31).verdict, Verdict::maybe);
  EXPECT_EQ(match_at(0.2F, 19).verdict, Verdict::nobody);
  EXPECT_EQ(match_at(0.2F, 32).verdict, Verdict::certain);
}

TEST(Matcher, NeverAnswersARefusedPerson) {
  const std::vector<PersonId> refused = {kJoey};
  const Match match = match_face(centre_of(1), kSide, kScale, joey_and_ross(), {}, refused);
  EXPECT_EQ(match.verdict, Verdict::nobody);
  EXPECT_EQ(match.person, kRoss);
}

TEST(Matcher, ComparesWithTheMeanOfAPersonsReferences) {
  const std::vector<PersonModel> one = {
      person_model(kJoey, {at_distance(centre_of(1), -0.4F), at_distance(centre_of(1), 0.4F)}, kSpace)};
  EXPECT_NEAR(match_face(centre_of(1), kSide, kScale, one, {}).distance, 0, 1e-3);
}

TEST(Matcher, AnswersNobodyWhenNobodyIsEnrolled) {
  const Match match = match_face(centre_of(1), kSide, kScale, {}, {});
  EXPECT_EQ(match, Match{});
}

// --- the vote ---

const MatchSettings kVote{.rule = RuleKind::vote, .certain = kVoteThreshold, .maybe = 0.6F};

TEST(Vote, LetsEveryReferenceWithinTheThresholdVote) {
  const Embedding face = centre_of(1);
  const std::vector<PersonModel> people = {
      person_model(kJoey, {at_distance(face, 0.1F)}, kSpace),
      person_model(kRoss, {at_distance(face, 0.55F), at_distance(face, 0.58F)}, kSpace),
  };
  const Match match = match_face(face, kSide, kScale, people, kVote);
  EXPECT_EQ(match.person, kRoss) << "two votes beat one, however near that is";
  EXPECT_EQ(match.verdict, Verdict::certain);
  EXPECT_NEAR(match.distance, 0.55F, 1e-3);
}

TEST(Vote, GivesATieToTheNearest) {
  const Embedding face = centre_of(1);
  const std::vector<PersonModel> people = {person_model(kJoey, {at_distance(face, 0.5F)}, kSpace),
                                           person_model(kRoss, {at_distance(face, 0.3F)}, kSpace)};
  EXPECT_EQ(match_face(face, kSide, kScale, people, kVote).person, kRoss);
}

TEST(Vote, CountsTheThresholdItself) {
  const std::vector<PersonModel> people = {person_model(kJoey, {at_distance(Embedding{}, 0.59999F)}, kSpace)};
  EXPECT_EQ(match_face(Embedding{}, kSide, kScale, people, kVote).verdict, Verdict::certain);
  const std::vector<PersonModel> farther = {person_model(kJoey, {at_distance(Embedding{}, 0.601F)}, kSpace)};
  EXPECT_EQ(match_face(Embedding{}, kSide, kScale, farther, kVote).verdict, Verdict::nobody);
}

TEST(Vote, DoesNotDependOnTheOrderOfPeople) {
  for (int seed = 0; seed < 50; ++seed) {
    const Embedding face = face_of(seed, 1, 0.8F);
    std::vector<PersonModel> people;
    for (int p = 0; p < 5; ++p)
      people.push_back(person_model(static_cast<PersonId>(p + 1),
                                    {face_of(seed, 10 + p, 0.8F), face_of(seed, 20 + p, 0.9F)}, kSpace));
    const Match forwards = match_face(face, kSide, kScale, people, kVote);
    std::reverse(people.begin(), people.end());
    EXPECT_EQ(forwards, match_face(face, kSide, kScale, people, kVote));
  }
}

TEST(Matcher, TakesOfTwoWhoAreAsNearTheOneWhoWasThereFirst) {
  std::vector<PersonModel> people = {person_model(kRoss, {centre_of(1)}, kSpace),
                                     person_model(kJoey, {centre_of(1)}, kSpace)};
  const Embedding face = at_distance(centre_of(1), 0.2F);
  EXPECT_EQ(match_face(face, kSide, kScale, people, {}).person, kJoey);
  std::reverse(people.begin(), people.end());
  EXPECT_EQ(match_face(face, kSide, kScale, people, {}).person, kJoey);
}

/// The user may give a person whose looks change much a larger threshold than everybody else has.
TEST(Matcher, GoesAsFarAsAPersonsOwnThreshold) {
  std::vector<PersonModel> people = joey_and_ross();
  people[0].certain = 0.70F;
  people.pop_back();
  const Embedding face = at_distance(centre_of(1), 0.65F);
  EXPECT_EQ(match_face(face, kSide, 1.0F, people, {}).verdict, Verdict::certain);
  EXPECT_EQ(match_face(face, 25, 1.0F, people, {}).verdict, Verdict::maybe) << "too small to be certain";
  EXPECT_EQ(largest_maybe(people, {}), 0.70F);
  people[0].certain = 0.30F;
  EXPECT_EQ(largest_maybe(people, {}), MatchSettings{}.maybe);
  EXPECT_EQ(match_face(at_distance(centre_of(1), 0.40F), kSide, 0, people, {}).verdict, Verdict::maybe);
}

TEST(Matcher, KeepsNobodyWhoHasNoSay) {
  const Match far = match_at(0.64F);
  ASSERT_EQ(far.person, kJoey);
  EXPECT_EQ(kept_match(far, 0.60F, MatchSettings{}).match.person, kNobody);
  const KeptMatch near = kept_match(match_at(0.40F), 0.60F, MatchSettings{});
  EXPECT_EQ(near.match.person, kJoey);
  EXPECT_EQ(near.match.runner_up, kNobody) << "who is farther than the reach";
}

}  // namespace
}  // namespace facefs::test
