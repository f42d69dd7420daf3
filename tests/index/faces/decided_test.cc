// SPDX-License-Identifier: Apache-2.0
#include "index/faces/decided.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using V = DecisionRecord::Verb;

constexpr PersonId kJoey{11}, kRoss{12};
const Box kLeft{0, 0, 100, 100}, kRight{300, 0, 100, 100}, kNowhere{900, 900, 50, 50}, kPhoto{};

DecidedPhoto after(const std::vector<DecisionRecord>& decisions) {
  const std::vector<Box> faces = {kLeft, kRight};
  return decided(decisions, faces, [](PersonId person) { return person; });
}

TEST(Decided, SpeaksOfTheFaceUnderTheBoxAlone) {
  const DecidedPhoto photo = after({{V::is, kJoey, {4, 3, 100, 100}}});
  EXPECT_EQ(photo.faces[0].is, kJoey);
  EXPECT_EQ(photo.faces[1].is, kNobody);
  EXPECT_THAT(photo.shows, IsEmpty());
}

TEST(Decided, LetsTheLastWordWin) {
  EXPECT_EQ(after({{V::is, kJoey, kLeft}, {V::is, kRoss, kLeft}}).faces[0].is, kRoss);
  const DecidedPhoto taken_back = after({{V::is, kJoey, kLeft}, {V::is_not, kJoey, kPhoto}});
  EXPECT_EQ(taken_back.faces[0].is, kNobody);
  EXPECT_THAT(taken_back.faces[0].refused, ElementsAre(kJoey));
  EXPECT_EQ(after({{V::is_not, kJoey, kPhoto}, {V::is, kJoey, kLeft}}).faces[0].is, kJoey);
}

TEST(Decided, RefusesEveryFaceOfAPhotoThatDoesNotShowThePerson) {
  const DecidedPhoto photo = after({{V::is_not, kJoey, kPhoto}, {V::is, kJoey, kLeft}});
  EXPECT_THAT(photo.faces[0].refused, IsEmpty());
  EXPECT_THAT(photo.faces[1].refused, ElementsAre(kJoey));
}

TEST(Decided, KeepsAPersonInThePhotoWhoseFaceIsNotFoundAnyMore) {
  EXPECT_THAT(after({{V::is, kJoey, kNowhere}}).shows, ElementsAre(kJoey));
  EXPECT_THAT(after({{V::is, kJoey, kPhoto}}).shows, ElementsAre(kJoey));
  EXPECT_THAT(after({{V::is, kJoey, kNowhere}, {V::is_not, kJoey, kPhoto}}).shows, IsEmpty());
}

TEST(Decided, IgnoresAFaceUntilItIsHeededOrNamed) {
  EXPECT_TRUE(after({{V::ignore, kNobody, kLeft}}).faces[0].ignored);
  EXPECT_FALSE(after({{V::ignore, kNobody, kLeft}}).faces[1].ignored);
  EXPECT_FALSE(after({{V::ignore, kNobody, kLeft}, {V::unignore, kNobody, kLeft}}).faces[0].ignored);
  EXPECT_FALSE(after({{V::ignore, kNobody, kLeft}, {V::is, kJoey, kLeft}}).faces[0].ignored);
  EXPECT_EQ(after({{V::is, kJoey, kLeft}, {V::ignore, kNobody, kLeft}}).faces[0].is, kNobody);
}

TEST(Decided, CountsForWhomAPersonWasMergedInto) {
  const std::vector<DecisionRecord> decisions = {{V::is, kJoey, kLeft}, {V::is_not, PersonId{99}, kLeft}};
  const std::vector<Box> faces = {kLeft};
  const auto resolved = [](PersonId person) { return person == kJoey ? kRoss : kNobody; };
  const DecidedPhoto photo = decided(decisions, faces, resolved);
  EXPECT_EQ(photo.faces[0].is, kRoss);
  EXPECT_THAT(photo.faces[0].refused, IsEmpty()) << "somebody who is not there any more";
}

TEST(Decided, LeavesAnErasedFaceErasedWhateverIsSaidOfItLater) {
  const DecidedPhoto photo = after({{V::erase, kNobody, kLeft}, {V::unignore, kNobody, kLeft}, {V::is, kJoey, kLeft}});
  EXPECT_TRUE(photo.faces[0].erased);
  EXPECT_FALSE(photo.faces[1].erased);
}

TEST(Decided, RefusesNoFaceOfAPhotoThatShowsThePersonAfterAll) {
  const DecidedPhoto photo = after({{V::is_not, kJoey, kPhoto}, {V::is, kJoey, kPhoto}});
  EXPECT_THAT(photo.faces[0].refused, IsEmpty());
  EXPECT_THAT(photo.faces[1].refused, IsEmpty());
  EXPECT_THAT(photo.shows, ElementsAre(kJoey));
}

}  // namespace
}  // namespace facefs::test
