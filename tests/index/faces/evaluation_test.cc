// SPDX-License-Identifier: Apache-2.0
#include "index/faces/evaluation.h"

#include <gmock/gmock.h>

#include "support/faces.h"

namespace facefs::test {
namespace {

/// Makes an album of `people` people with `photos` photos each, and one face on each photo.
std::vector<LabelledPhoto> album(int people, int photos, float apart = 0.30F) {
  std::vector<LabelledPhoto> album;
  for (int person = 0; person < people; ++person)
    for (int number = 0; number < photos; ++number) {
      LabelledPhoto& photo = album.emplace_back();
      photo.person = static_cast<std::size_t>(person);
      photo.image = {
          {static_cast<std::uint8_t>(number * 7 + person), static_cast<std::uint8_t>(album.size())}, 100, 100};
      photo.faces = {face_with(face_of(person, number, apart))};
      photo.as_reference = {"test", {}, photo.faces};
    }
  return album;
}

EvaluationPlan plan(std::size_t people, std::size_t references) {
  EvaluationPlan plan;
  plan.people = people;
  plan.references = references;
  return plan;
}

TEST(Evaluating, FindsEverybodyWhereEverybodyIsEasyToTell) {
  const MatchFigures figures = evaluate_matching(album(12, 6), plan(6, 2));
  EXPECT_EQ(figures.probes, 20U * 6 * 4);
  EXPECT_EQ(figures.strangers, 20U * 6 * 6);
  EXPECT_EQ(figures.references_used, 20U * 6 * 2);
  EXPECT_EQ(figures.references, 20U * 6 * 2);
  EXPECT_EQ(figures.right_certain, figures.probes);
  EXPECT_EQ(figures.wrong_certain + figures.wrong_maybe + figures.stranger_certain, 0U);
}

TEST(Evaluating, CountsAWrongNameAndAStrangerTakenForSomebody) {
  std::vector<LabelledPhoto> photos = album(12, 6);
  for (LabelledPhoto& photo : photos)  // everybody's second photo shows the next person instead
    if (&photo - photos.data() == 6 * static_cast<long>(photo.person) + 1)
      photo.faces = {face_with(face_of((static_cast<int>(photo.person) + 1) % 12, 40))};
  for (LabelledPhoto& photo : photos)
    photo.as_reference.faces = {face_with(face_of(static_cast<int>(photo.person), 1))};
  const MatchFigures figures = evaluate_matching(photos, plan(6, 2));
  EXPECT_LT(figures.right_certain, figures.probes);
  EXPECT_GT(figures.wrong_certain, 0U);
  EXPECT_GT(figures.stranger_certain, 0U);
}

TEST(Evaluating, DrawsTheSameSplitsInEveryRun) {
  const auto photos = album(12, 6, 0.55F);
  const MatchFigures first = evaluate_matching(photos, plan(6, 1));
  const MatchFigures second = evaluate_matching(photos, plan(6, 1));
  EXPECT_EQ(first.right_certain, second.right_certain);
  EXPECT_EQ(first.right, second.right);
}

TEST(Evaluating, SaysWhenThereAreTooFewPhotos) {
  try {
    evaluate_matching(album(4, 3), plan(2, 3));
    FAIL() << "nobody has a photo left to be found";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("only 0 people have more than 3 photos"));
  }
}

TEST(Evaluating, GradesClusters) {
  const ClusterFigures good = evaluate_clusters(album(10, 5), kSpace);
  EXPECT_NEAR(good.precision, 1, 1e-9);
  EXPECT_NEAR(good.recall, 1, 1e-9);
  EXPECT_EQ(good.clusters, 10U);
  EXPECT_EQ(good.mixed, 0U);
  std::vector<LabelledPhoto> photos = album(10, 6);
  for (LabelledPhoto& photo : photos) photo.person /= 2;  // two people under one label: torn apart
  EXPECT_NEAR(evaluate_clusters(photos, kSpace).precision, 1, 1e-9);
  EXPECT_NEAR(evaluate_clusters(photos, kSpace).recall, 0.5, 1e-9);
  photos = album(10, 6);
  for (std::size_t i = 0; i < photos.size(); ++i)
    photos[i].person = photos[i].person * 2 + i % 2;  // one under two labels
  EXPECT_NEAR(evaluate_clusters(photos, kSpace).precision, 0.5, 1e-9);
  EXPECT_EQ(evaluate_clusters(photos, kSpace).mixed, 10U);
}

TEST(Evaluating, TellsHowManyFacesAGrowingLibraryMoves) {
  const StabilityFigures figures = evaluate_stability(album(12, 6), plan(6, 2));
  EXPECT_GT(figures.faces, 0U);
  EXPECT_EQ(figures.moved_by_order, 0U);
  EXPECT_LT(figures.moved_by_growth, figures.faces / 10);
}

/// Photos of two people who are alike: nobody can tell them apart once both are named.
TEST(Evaluating, TellsHowManyFacesLeaveWhenOthersAreNamed) {
  const StabilityFigures apart = evaluate_stability(album(12, 6), plan(6, 2));
  EXPECT_GT(apart.named, 0U);
  EXPECT_EQ(apart.moved_by_naming, 0U);
  std::vector<LabelledPhoto> photos = album(6, 12);
  for (std::size_t i = 0; i < photos.size(); ++i) photos[i].person += 6 * (i % 2);
  EXPECT_GT(evaluate_stability(photos, plan(12, 2)).moved_by_naming, 0U);
}

TEST(Evaluating, CountsEachLabelledFolderByItself) {
  std::vector<LabelledPhoto> photos = album(10, 6);
  for (LabelledPhoto& photo : photos) photo.set = photo.person < 4 ? 0 : 1;
  const MatchFigures figures = evaluate_matching(photos, plan(5, 2));
  ASSERT_EQ(figures.of_set.size(), 2U);
  EXPECT_EQ(figures.of_set.at(0).probes + figures.of_set.at(1).probes, figures.probes);
  EXPECT_EQ(figures.of_set.at(0).strangers + figures.of_set.at(1).strangers, figures.strangers);
  EXPECT_GT(figures.of_set.at(0).probes, 0U);
}

TEST(Evaluating, DrawsACurveOnWhichLooserThresholdsTakeMore) {
  EvaluationPlan strict = plan(5, 2);
  strict.match.certain = 0.25F;
  const auto curve = evaluate_curve(album(10, 6), strict);
  ASSERT_GT(curve.size(), 10U);
  EXPECT_LT(curve.front().moved, 0);
  EXPECT_GT(curve.back().moved, 0);
  for (std::size_t i = 1; i < curve.size(); ++i)
    EXPECT_GE(curve[i].counts.right_certain, curve[i - 1].counts.right_certain) << i;
  EXPECT_LT(curve.front().counts.right_certain, curve.back().counts.right_certain);
}

TEST(Evaluating, CountsDecisionsThatAnotherReadingTurns) {
  const auto photos = album(12, 6);
  auto otherwise = photos;
  const AgreementFigures same = evaluate_agreement(photos, otherwise, plan(6, 2));
  EXPECT_EQ(same.decisions, 20U * (12 * 6 - 6 * 2));
  EXPECT_EQ(same.flipped, 0U);
  otherwise[3].faces = {face_with(face_of(7, 3))};
  EXPECT_GT(evaluate_agreement(photos, otherwise, plan(6, 2)).flipped, 0U);
}

/// A photo is certainly wrong or perhaps wrong, but not both.
TEST(Evaluating, CountsAPhotoOnceForWhatIsWorstOfIt) {
  std::vector<LabelledPhoto> photos = album(3, 5);
  for (LabelledPhoto& photo : photos)
    for (int person = 0; person < 3; ++person) {
      Embedding uncertain = centre_of(person);
      uncertain.values[0] += 0.50F;
      photo.faces.push_back(face_with(face_of(person, 40)));
      photo.faces.push_back(face_with(uncertain));
    }
  const MatchFigures figures = evaluate_matching(photos, plan(2, 2));
  EXPECT_EQ(figures.wrong_certain, figures.probes);
  EXPECT_EQ(figures.wrong_maybe, 0U);
  EXPECT_EQ(figures.stranger_certain, figures.strangers);
  EXPECT_EQ(figures.stranger_maybe, 0U);
}

TEST(Evaluating, TakesTwoPhotosForNoCluster) {
  std::vector<LabelledPhoto> photos = album(2, 1);
  photos[1].faces = photos[0].faces;
  const ClusterFigures figures = evaluate_clusters(photos, kSpace);
  EXPECT_LT(figures.precision, 1) << "they are together";
  EXPECT_EQ(figures.clusters, 0U);
  EXPECT_EQ(figures.mixed, 0U);
}

}  // namespace
}  // namespace facefs::test
