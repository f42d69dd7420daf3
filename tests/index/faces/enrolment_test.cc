// SPDX-License-Identifier: Apache-2.0
#include "index/faces/enrolment.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/faces.h"

namespace facefs::test {
namespace {

constexpr int kJoey = 1, kRoss = 2, kRachel = 3;

ReferenceReading photo_of(std::vector<Embedding> people, float side = 100) {
  ReferenceReading reading;
  float left = 0;
  for (const Embedding& face : people) reading.faces.push_back(face_with(face, side, left += 150));
  return reading;
}

std::vector<EnrolVerdict> verdicts(const std::vector<ReferenceReading>& photos) {
  std::vector<EnrolVerdict> result;
  for (const EnrolledPhoto& photo : enrol(photos, kSpace)) result.push_back(photo.verdict);
  return result;
}

using V = EnrolVerdict;

TEST(Enrolment, TakesTheOnlyFace) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kJoey, 1)})}, kSpace);
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_EQ(enrolled[0].face, 0U);
}

TEST(Enrolment, NeverGuessesInAGroupPhotoAlone) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kJoey, 1), face_of(kRoss, 1)})}, kSpace);
  EXPECT_EQ(enrolled[0].verdict, V::several_faces);
  EXPECT_NE(enrolled[0].sentence.find("add a photo"), std::string::npos);
}

TEST(Enrolment, TakesTheFaceThatAGroupPhotoSharesWithTheOthers) {
  const auto enrolled = enrol(
      std::vector{photo_of({face_of(kRoss, 1), face_of(kJoey, 1), face_of(kRachel, 1)}), photo_of({face_of(kJoey, 2)})},
      kSpace);
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_EQ(enrolled[0].face, 1U);
  EXPECT_EQ(enrolled[1].verdict, V::used);
}

TEST(Enrolment, FindsTheCommonFaceOfGroupPhotosAlone) {
  const auto enrolled = enrol(
      std::vector{photo_of({face_of(kRoss, 1), face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2), face_of(kRachel, 1)})},
      kSpace);
  EXPECT_EQ(enrolled[0].face, 1U);
  EXPECT_EQ(enrolled[1].face, 0U);
  EXPECT_EQ(enrolled[0].verdict, V::used);
}

TEST(Enrolment, DoesNotChooseBetweenTwoWhoAreTogetherOnEveryPhoto) {
  EXPECT_EQ(
      verdicts({photo_of({face_of(kRoss, 1), face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2), face_of(kRoss, 2)})}),
      (std::vector{V::several_faces, V::several_faces}));
}

TEST(Enrolment, SetsAsideAPhotoOfSomebodyElse) {
  EXPECT_EQ(verdicts({photo_of({face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2)}), photo_of({face_of(kRoss, 1)})}),
            (std::vector{V::used, V::used, V::unlike_others}));
}

TEST(Enrolment, SetsAsideAGroupPhotoWithoutThePerson) {
  EXPECT_EQ(verdicts({photo_of({face_of(kJoey, 1)}), photo_of({face_of(kRoss, 1), face_of(kRachel, 1)}),
                      photo_of({face_of(kJoey, 2)})}),
            (std::vector{V::used, V::unlike_others, V::used}));
}

TEST(Enrolment, TeachesNeitherOfTwoPhotosThatShowTwoPeople) {
  EXPECT_EQ(verdicts({photo_of({face_of(kJoey, 1)}), photo_of({face_of(kRoss, 1)})}),
            (std::vector{V::unlike_others, V::unlike_others}));
}

TEST(Enrolment, SaysWhatIsTooSmallEmptyOrNoPhoto) {
  ReferenceReading broken;
  broken.failure = Unreadable{Reason::not_an_image, "no picture"};
  EXPECT_EQ(verdicts({photo_of({face_of(kJoey, 1)}, 39), photo_of({}), broken}),
            (std::vector{V::too_small, V::no_face, V::not_a_photo}));
}

TEST(Enrolment, IgnoresFacesTooSmallToTeachWhenItCountsThem) {
  ReferenceReading photo = photo_of({face_of(kJoey, 1)});
  photo.faces.push_back(face_with(face_of(kRoss, 1), 20, 500));
  EXPECT_EQ(verdicts({photo}), (std::vector{V::used}));
}

TEST(Enrolment, DoesNotDependOnTheOrderOfThePhotos) {
  std::vector<std::pair<int, ReferenceReading>> photos = {{0, photo_of({face_of(kRoss, 1), face_of(kJoey, 1)})},
                                                          {1, photo_of({face_of(kJoey, 2)})},
                                                          {2, photo_of({face_of(kRachel, 5)})},
                                                          {3, photo_of({face_of(kJoey, 3), face_of(kRoss, 2)})}};
  std::vector<V> first;
  do {
    std::vector<ReferenceReading> readings;
    for (const auto& [number, reading] : photos) readings.push_back(reading);
    const auto result = verdicts(readings);
    std::vector<V> by_number(4);
    for (std::size_t i = 0; i < 4; ++i) by_number[static_cast<std::size_t>(photos[i].first)] = result[i];
    if (first.empty()) first = by_number;
    EXPECT_EQ(first, by_number);
  } while (std::next_permutation(photos.begin(), photos.end(),
                                 [](const auto& a, const auto& b) { return a.first < b.first; }));
  EXPECT_EQ(first, (std::vector{V::used, V::used, V::unlike_others, V::used}));
}

constexpr std::uint64_t kMinute = 60'000'000'000;

/// Returns the verdicts of photos that each come a minute after the one before.
std::vector<V> verdicts_one_by_one(const std::vector<ReferenceReading>& photos) {
  std::vector<std::uint64_t> arrived;
  std::vector<V> result;
  for (std::size_t i = 0; i < photos.size(); ++i) arrived.push_back(kMinute * (i + 1));
  for (const EnrolledPhoto& photo : enrol(photos, kSpace, arrived)) result.push_back(photo.verdict);
  return result;
}

TEST(Enrolment, KeepsTheFirstPhotoWhenALaterOneShowsSomebodyElse) {
  const ReferenceReading good = photo_of({face_of(kJoey, 1)});
  EXPECT_EQ(verdicts_one_by_one({good, photo_of({face_of(kRoss, 1)})}), (std::vector{V::used, V::unlike_others}));
  EXPECT_EQ(verdicts_one_by_one({good, photo_of({face_of(kRoss, 1)}), photo_of({face_of(kRoss, 2)})}),
            (std::vector{V::used, V::unlike_others, V::unlike_others}));
  EXPECT_EQ(verdicts_one_by_one(
                {good, photo_of({face_of(kRoss, 1)}), photo_of({face_of(kRachel, 1)}), photo_of({face_of(kJoey, 2)})}),
            (std::vector{V::used, V::unlike_others, V::unlike_others, V::used}));
}

TEST(Enrolment, LetsManyLaterPhotosThatAgreeCorrectAFirstOne) {
  EXPECT_EQ(verdicts_one_by_one({photo_of({face_of(kRoss, 1)}), photo_of({face_of(kJoey, 1)}),
                                 photo_of({face_of(kJoey, 2)}), photo_of({face_of(kJoey, 3)})}),
            (std::vector{V::unlike_others, V::used, V::used, V::used}));
}

TEST(Enrolment, TakesWhatCameTogetherForOne) {
  const std::vector<std::uint64_t> arrived = {1'000'000'000, 1'100'000'000, 1'200'000'000};
  const auto enrolled =
      enrol(std::vector{photo_of({face_of(kRoss, 1)}), photo_of({face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2)})},
            kSpace, arrived);
  EXPECT_EQ(enrolled[0].verdict, V::unlike_others);
  EXPECT_EQ(enrolled[1].verdict, V::used);
}

/// Over a slow link each photo comes soon after the one before, but the last one long after the first.
TEST(Enrolment, TakesForOneWhatComesOneSoonAfterTheOther) {
  const std::vector<std::uint64_t> arrived = {1'000'000'000, 1'800'000'000, 2'600'000'000};
  const auto enrolled =
      enrol(std::vector{photo_of({face_of(kRoss, 1)}), photo_of({face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2)})},
            kSpace, arrived);
  EXPECT_EQ(enrolled[0].verdict, V::unlike_others);
  EXPECT_EQ(enrolled[1].verdict, V::used);
}

ReferenceReading photo_with_bystander(float side, float quality) {
  ReferenceReading photo = photo_of({face_of(kJoey, 1)});
  photo.faces[0].quality = 0.8F;
  photo.faces.push_back(face_with(face_of(kRoss, 1), side, 500));
  photo.faces[1].quality = quality;
  return photo;
}

TEST(Enrolment, TakesTheSubjectOfAPhotoThoughOthersStandBehind) {
  const auto enrolled = enrol(std::vector{photo_with_bystander(49, 0.5F)}, kSpace);
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_EQ(enrolled[0].face, 0U);
  EXPECT_EQ(verdicts({photo_with_bystander(60, 0.5F)}), (std::vector{V::several_faces})) << "not twice as large";
  EXPECT_EQ(verdicts({photo_with_bystander(49, 0.9F)}), (std::vector{V::several_faces})) << "not the sharper one";
}

TEST(Enrolment, TakesNoFaceForTheSubjectThatThePicturesEdgeCutsOff) {
  ReferenceReading photo = photo_with_bystander(80, 0.9F);
  photo.width = 600;
  photo.height = 400;
  EXPECT_EQ(verdicts({photo}), (std::vector{V::several_faces}));
  for (const auto& [x, y] : {std::pair{-3.F, 10.F}, {100.F, -3.F}, {530.F, 10.F}, {100.F, 330.F}}) {
    photo.faces[1].box.x = x;
    photo.faces[1].box.y = y;
    const auto enrolled = enrol(std::vector{photo}, kSpace);
    EXPECT_EQ(enrolled[0].verdict, V::used) << x << "," << y;
    EXPECT_EQ(enrolled[0].face, 0U);
  }
  photo.faces[0].box.x = -3;
  EXPECT_EQ(verdicts({photo}), (std::vector{V::several_faces})) << "then it is not clear";
}

TEST(Enrolment, TellsOfPhotosThatShowManyPeople) {
  std::vector<ReferenceReading> photos;
  for (int person = 1; person <= 6; ++person) {
    Embedding face = face_of(kJoey, 1);
    for (std::size_t i = 0; i < Embedding::kSize; ++i) face.values[i] *= 0.5F;
    face.values[static_cast<std::size_t>(person)] += 0.45F;  // 0.64 from each other, near their centre
    photos.push_back(photo_of({face}));
  }
  const auto enrolled = enrol(photos, kSpace);
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_NE(enrolled[0].sentence.find("6 people"), std::string::npos) << enrolled[0].sentence;
  EXPECT_EQ(enrol(std::vector{photo_of({face_of(kJoey, 1)}), photo_of({face_of(kJoey, 2)})}, kSpace)[0].sentence.find(
                "people"),
            std::string::npos);
}

TEST(Enrolment, SaysWhichFaceOfAGroupTeachesAndWhy) {
  const auto shared = enrol(
      std::vector{photo_of({face_of(kRoss, 1), face_of(kJoey, 1), face_of(kRachel, 1)}), photo_of({face_of(kJoey, 2)})},
      kSpace);
  EXPECT_EQ(shared[0].sentence, "of its 3 faces number 2 from the left teaches: the other photos show it too");
  EXPECT_EQ(shared[1].sentence, "its face teaches");
  ReferenceReading far = photo_of({face_of(kRoss, 1), face_of(kJoey, 1), face_of(kRachel, 1)});
  far.faces[0].box.width = far.faces[0].box.height = 20;  // too small to teach, but it counts
  EXPECT_EQ(enrol(std::vector{far, photo_of({face_of(kJoey, 2)})}, kSpace)[0].sentence,
            "of its 3 faces number 2 from the left teaches: the other photos show it too");
  ReferenceReading subject;
  subject.faces = {face_with(face_of(kRoss, 1), 50, 10), face_with(face_of(kJoey, 1), 200, 300)};
  subject.faces[0].quality = 0.5F;
  EXPECT_EQ(enrol(std::vector{subject}, kSpace)[0].sentence,
            "of its 2 faces number 2 from the left teaches: it is far larger than the others");
}

TEST(Enrolment, SuspectsNobodyWhereMostPhotosAreOfOne) {
  std::vector<ReferenceReading> photos;
  const auto with = [](int axis, float by) {
    Embedding face = face_of(kJoey, 1);
    for (float& value : face.values) value *= 0.5F;
    face.values[static_cast<std::size_t>(axis)] += by;
    return face;
  };
  for (int number = 0; number < 6; ++number) photos.push_back(photo_of({with(number + 10, 0.01F)}));
  for (int other = 1; other <= 2; ++other) photos.push_back(photo_of({with(other, 0.53F)}));
  const auto enrolled = enrol(photos, kSpace);
  for (const EnrolledPhoto& photo : enrolled) EXPECT_EQ(photo.verdict, V::used) << photo.sentence;
  EXPECT_EQ(enrolled[0].sentence, "its face teaches");
}

TEST(Enrolment, LetsNamedFacesTeachThatAgreeWhicheverWasNamedFirst) {
  const std::vector<Embedding> named = {face_of(kRoss, 1), face_of(kJoey, 1), face_of(kJoey, 2), face_of(kJoey, 3)};
  const auto taught = with_named_faces({}, named, kSpace);
  ASSERT_EQ(taught.size(), 3U);
  EXPECT_EQ(taught[0].values, named[1].values);
}

/// A dog's face is found, too, but YuNet is less sure of it than of a person's.
TEST(Enrolment, LetsNoFaceTeachThatTheDetectorIsNotSureOf) {
  const Space& sface = space_of(EmbedderKind::sface);
  ReferenceReading dog = photo_of({face_of(kJoey, 1)}), person = dog;
  dog.faces[0].score = 0.847F;
  person.faces[0].score = 0.86F;
  EXPECT_EQ(enrol(std::vector{person}, sface)[0].verdict, EnrolVerdict::used);
  const EnrolledPhoto judged = enrol(std::vector{dog}, sface)[0];
  EXPECT_EQ(judged.verdict, EnrolVerdict::no_face);
  EXPECT_NE(judged.sentence.find("clear enough to teach"), std::string::npos) << judged.sentence;
  EXPECT_EQ(enrol(std::vector{dog}, kSpace)[0].verdict, EnrolVerdict::used) << "HOG's scores are of another kind";
}

}  // namespace
}  // namespace facefs::test
