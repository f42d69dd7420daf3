// SPDX-License-Identifier: Apache-2.0
#include "index/faces/scale.h"

#include <gtest/gtest.h>

#include "support/faces.h"

namespace facefs::test {
namespace {

std::vector<SampledFace> library(int people, int faces_each) {
  std::vector<SampledFace> faces;
  for (int number = 0; number < faces_each; ++number)
    for (int person = 0; person < people; ++person)
      faces.push_back({static_cast<FaceId>(faces.size() + 1), face_of(person, number)});
  return faces;
}

TEST(Scale, IsUnknownWhileTheLibraryIsSmall) {
  EXPECT_EQ(ScaleSample(SampleCandidates(library(39, 1), kSpace), {}).scale_of(face_of(0, 9)), 0) << "39 faces";
  EXPECT_EQ(ScaleSample(SampleCandidates(library(7, 20), kSpace), {}).scale_of(face_of(0, 9)), 0) << "7 groups";
  EXPECT_GT(ScaleSample(SampleCandidates(library(40, 1), kSpace), {}).scale_of(face_of(0, 9)), 0);
}

TEST(Scale, IsTheDistanceOfStrangersNotOfThePersonsOwnFaces) {
  const ScaleSample sample(SampleCandidates(library(50, 10), kSpace), {});
  EXPECT_GT(sample.scale_of(face_of(3, 99)), 0.7F);
}

TEST(Scale, TakesNoMoreThanFourOfAGroupHoweverManyThereAre) {
  std::vector<SampledFace> faces = library(30, 2);
  for (int number = 0; number < 400; ++number)
    faces.push_back({static_cast<FaceId>(1000 + number), face_of(77, number)});
  EXPECT_GT(ScaleSample(SampleCandidates(faces, kSpace), {}).scale_of(face_of(77, 999)), 0.7F)
      << "a person with most of the photos does not set the scale";
}

TEST(Scale, CountsThePhotosThatAPersonsReferencesTieTogetherAsOneGroup) {
  // Fifteen faces of one person, all 0.5 apart and so no group by themselves. They would be more than a quarter of the
  // sample.
  std::vector<SampledFace> faces = library(25, 1);
  for (int number = 0; number < 15; ++number)
    faces.push_back({static_cast<FaceId>(1000 + number), face_of(77, number, 0.5F)});
  for (int person = 25; person < 40; ++person)
    faces.push_back({static_cast<FaceId>(2000 + person), face_of(person, 0)});
  const std::vector<PersonModel> nobody;
  const std::vector<PersonModel> enrolled = {person_model(static_cast<PersonId>(1), {centre_of(77)}, kSpace)};
  EXPECT_LT(ScaleSample(SampleCandidates(faces, kSpace), nobody).scale_of(face_of(77, 99, 0.5F)), 0.6F);
  EXPECT_GT(ScaleSample(SampleCandidates(faces, kSpace), enrolled).scale_of(face_of(77, 99, 0.5F)), 0.7F);
}

TEST(Scale, DoesNotCountTheFaceItself) {
  std::vector<SampledFace> faces = library(45, 1);
  const Embedding face = faces.front().embedding;
  const float among_them = ScaleSample(SampleCandidates(faces, kSpace), {}).scale_of(face);
  faces.erase(faces.begin());
  EXPECT_EQ(among_them, ScaleSample(SampleCandidates(faces, kSpace), {}).scale_of(face));
}

/// Eight photos of one person that no link of 0.40 ties together.
TEST(Scale, PassesOverThoseThatMayBeThePersonsOwnWhereItIsAskedTo) {
  std::vector<SampledFace> faces = library(40, 1);
  for (int number = 1; number <= 8; ++number)
    faces.push_back({static_cast<FaceId>(100 + number), face_of(70, number, 0.55F)});
  const ScaleSample sample{SampleCandidates(faces, kSpace), {}};
  EXPECT_LT(sample.scale_of(face_of(70, 9, 0.55F)), 0.6F);
  EXPECT_GT(sample.scale_of(face_of(70, 9, 0.55F), 8), 0.7F);
}

/// Naming somebody then changes nobody else's scale.
TEST(Scale, DependsOnNoPersonWhereTheSpaceSaysSo) {
  std::vector<SampledFace> faces = library(50, 3);
  const std::vector<PersonModel> nobody, enrolled = {person_model(static_cast<PersonId>(1), {centre_of(7)}, kSpace)};
  Space alone = kSpace;
  alone.references_tie = false;
  const SampleCandidates candidates(faces, alone);
  EXPECT_EQ(candidates.groups(enrolled), candidates.groups(nobody));
  EXPECT_FALSE(space_of(EmbedderKind::sface).references_tie);
}

}  // namespace
}  // namespace facefs::test
