// SPDX-License-Identifier: Apache-2.0
#include "index/enrolment.h"

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
  for (const EnrolledPhoto& photo : enrol(photos)) result.push_back(photo.verdict);
  return result;
}

using V = EnrolVerdict;

TEST(Enrolment, TakesTheOnlyFace) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kJoey, 1)})});
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_EQ(enrolled[0].face, 0U);
}

TEST(Enrolment, NeverGuessesInAGroupPhotoAlone) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kJoey, 1), face_of(kRoss, 1)})});
  EXPECT_EQ(enrolled[0].verdict, V::several_faces);
  EXPECT_NE(enrolled[0].sentence.find("add a photo"), std::string::npos);
}

TEST(Enrolment, TakesTheFaceThatAGroupPhotoSharesWithTheOthers) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kRoss, 1), face_of(kJoey, 1), face_of(kRachel, 1)}),
                                          photo_of({face_of(kJoey, 2)})});
  EXPECT_EQ(enrolled[0].verdict, V::used);
  EXPECT_EQ(enrolled[0].face, 1U);
  EXPECT_EQ(enrolled[1].verdict, V::used);
}

TEST(Enrolment, FindsTheCommonFaceOfGroupPhotosAlone) {
  const auto enrolled = enrol(std::vector{photo_of({face_of(kRoss, 1), face_of(kJoey, 1)}),
                                          photo_of({face_of(kJoey, 2), face_of(kRachel, 1)})});
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

}  // namespace
}  // namespace facefs::test
