// SPDX-License-Identifier: Apache-2.0
#include "index/faces/elders.h"

#include <gtest/gtest.h>

#include "support/faces.h"

namespace facefs::test {
namespace {

constexpr PersonId kJoe{10}, kJoey{5}, kRoss{7};

PersonModel model_of(PersonId id, std::uint64_t since, std::vector<Embedding> references) {
  PersonModel model = person_model(id, std::move(references), kSpace);
  model.since = since;
  return model;
}

class Elders : public testing::Test {
 protected:
  void find() {
    std::vector<PersonModel> now = people;
    find_elders(now, before, ScaleSample(kSpace), true, settings);
    before = now;
    people = now;
  }
  PersonId elder_of(PersonId person) const {
    for (const PersonModel& one : people)
      if (one.id == person) return one.elder;
    return kNobody;
  }
  Match match(const Embedding& face) const { return match_face(face, 100, 0, people, settings); }

  MatchSettings settings;
  std::vector<PersonModel> people = {model_of(kJoe, 1, {face_of(1, 1), face_of(1, 2)}),
                                     model_of(kRoss, 2, {face_of(2, 1)}), model_of(kJoey, 3, {face_of(1, 3)})};
  std::vector<PersonModel> before;
};

TEST_F(Elders, AreThoseWhoWereThereFirstWithTheSameFace) {
  find();
  EXPECT_EQ(elder_of(kJoey), kJoe) << "though its number is the smaller one";
  EXPECT_EQ(elder_of(kJoe), kNobody);
  EXPECT_EQ(elder_of(kRoss), kNobody);
}

TEST_F(Elders, KeepTheirPhotosAndTheOtherIsNamedBeside) {
  people[2].elder = kNobody;
  ASSERT_NE(match(face_of(1, 4)).verdict, Verdict::certain) << "nobody can part the two: nothing would be tested";
  find();
  for (int photo = 3; photo < 20; ++photo) {  // even the very photo of the other person's reference
    const Match found = match(face_of(1, photo));
    EXPECT_EQ(found.verdict, Verdict::certain) << photo;
    EXPECT_EQ(found.person, kJoe) << photo;
    EXPECT_EQ(found.runner_up, kJoey) << photo;
  }
}

TEST_F(Elders, AreFoundAnewWhenSomebodyComesChangesOrGoes) {
  find();
  people.erase(people.begin());
  find();
  EXPECT_EQ(elder_of(kJoey), kNobody);
  people.push_back(model_of(kJoe, 1, {face_of(1, 1)}));
  find();
  EXPECT_EQ(elder_of(kJoey), kJoe) << "it was there first, though its model came later";
  people.back() = model_of(kJoe, 1, {face_of(4, 1)});
  find();
  EXPECT_EQ(elder_of(kJoey), kNobody);
}

TEST_F(Elders, AreFoundAnewWhenOneIsGivenAnotherThreshold) {
  find();
  people[0].certain = 0.05F;
  find();
  EXPECT_EQ(elder_of(kJoey), kNobody) << "so few are certainly Joe that Joey is not";
  people[0].certain = 0;
  find();
  EXPECT_EQ(elder_of(kJoey), kJoe);
}

TEST_F(Elders, OfElseUnknownPeopleDoNotCountByVote) {
  find();
  settings.rule = RuleKind::vote;
  find();
  EXPECT_EQ(elder_of(kJoey), kNobody);
}

TEST_F(Elders, AreTheSameWhenFoundStepByStepAsWhenFoundAtOnce) {
  std::mt19937 random(3);
  people.clear();
  for (int step = 0; step < 200; ++step) {
    const std::size_t count = people.size();
    if (count > 12 || (count > 0 && random() % 3 == 0)) {
      people.erase(people.begin() + static_cast<std::ptrdiff_t>(random() % count));
    } else {
      const int who = static_cast<int>(random() % 5);
      const auto since = random() % 50;
      people.push_back(model_of(PersonId(1000 + step), since, {face_of(who, static_cast<int>(random() % 30))}));
    }
    std::vector<PersonModel> whole = people;
    find_elders(whole, {}, ScaleSample(kSpace), true, settings);
    find();
    for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_EQ(people[i].elder, whole[i].elder) << "step " << step;
  }
}

TEST_F(Elders, AreKeptAsATextThatNamesNobody) {
  find();
  const auto kept = elders_in(text_of(people));
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].person, kJoey);
  EXPECT_EQ(kept[0].elder, kJoe);
  EXPECT_TRUE(elders_in("nonsense").empty());
  EXPECT_TRUE(elders_in("1").empty());
}

/// Elders that were found before are of use only while the library's scale is the same.
TEST_F(Elders, AreFoundAnewWhenTheLibraryTellsAnotherScale) {
  Embedding beside = centre_of(1);
  beside.values[0] += 0.48F;  // too far without a scale, near where strangers are far
  people = {model_of(kJoe, 1, {centre_of(1)}), model_of(kJoey, 3, {beside})};
  find();
  ASSERT_EQ(elder_of(kJoey), kNobody);
  std::vector<SampledFace> library;
  for (int stranger = 100; stranger < 150; ++stranger)
    library.push_back({static_cast<FaceId>(stranger), face_of(stranger, 1)});
  find_elders(people, before, ScaleSample(SampleCandidates(std::move(library), kSpace), people), false, settings);
  EXPECT_EQ(elder_of(kJoey), kJoe);
}

/// Each person is near to the next one. A person who has an elder cannot be an elder.
TEST_F(Elders, HaveNone) {
  const auto along = [](float distance) {
    Embedding face = centre_of(1);
    face.values[0] += distance;
    return face;
  };
  people = {model_of(kJoe, 1, {along(0)}), model_of(kRoss, 2, {along(0.40F)}), model_of(kJoey, 3, {along(0.80F)})};
  find();
  EXPECT_EQ(elder_of(kRoss), kJoe);
  EXPECT_EQ(elder_of(kJoey), kNobody);
}

TEST_F(Elders, AreFoundAnewWhenARivalGoesElsewhere) {
  const auto along = [](float distance) {
    Embedding face = centre_of(1);
    face.values[0] += distance;
    return face;
  };
  people = {model_of(kJoe, 1, {along(0)}), model_of(kRoss, 2, {along(0.62F)}), model_of(kJoey, 3, {along(0.30F)})};
  find();
  ASSERT_EQ(elder_of(kJoey), kNobody) << "two are about as near";
  people[1] = model_of(kRoss, 2, {centre_of(2)});
  find();
  EXPECT_EQ(elder_of(kJoey), kJoe);
}

}  // namespace
}  // namespace facefs::test
