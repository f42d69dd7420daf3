// SPDX-License-Identifier: Apache-2.0
#include "index/faces/clustering.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "support/faces.h"

namespace facefs::test {
namespace {

using testing::IsEmpty;

const std::atomic<bool> kGoOn = false;

/// Returns `count` faces of each of these people, numbered from 1.
std::vector<UnknownFace> faces_of_people(int people, int count, float spread = 0.3F) {
  std::vector<UnknownFace> faces;
  for (int person = 0; person < people; ++person)
    for (int number = 0; number < count; ++number)
      faces.push_back({static_cast<FaceId>(faces.size() + 1), face_of(person, number, spread), 0.65F, {}});
  return faces;
}

std::map<FaceId, ClusterId> clusters(const std::vector<UnknownFace>& faces, std::uint64_t next = 1) {
  return numbered(faces, grouped(faces, kSpace, kGoOn), next);
}

TEST(Clustering, PutsThePhotosOfOnePersonTogetherAndNobodyElses) {
  const auto found = clusters(faces_of_people(6, 5));
  ASSERT_EQ(found.size(), 30U);
  std::set<ClusterId> numbers;
  for (const auto& [face, cluster] : found) {
    numbers.insert(cluster);
    EXPECT_EQ(cluster, found.at(static_cast<FaceId>((number_of(face) - 1) / 5 * 5 + 1)));
  }
  EXPECT_EQ(numbers.size(), 6U);
}

/// Where everybody around looks alike, a scale says little; where nobody does, it says too much.
TEST(Clustering, ReachesAtLeastAndAtMostAsFarAsItsSpaceSays) {
  const Space& sface = space_of(EmbedderKind::sface);
  const auto reach = [&](float scale) { return reach_of({static_cast<FaceId>(1), {}, scale, {}}, sface); };
  EXPECT_EQ(reach(0.01F), sface.one_person_least);
  EXPECT_EQ(reach(10), sface.one_person_most);
  EXPECT_EQ(reach(0), sface.one_person_without_scale);
  const float between = (sface.one_person_least + sface.one_person_most) / 2 / sface.one_person;
  EXPECT_FLOAT_EQ(reach(between), sface.one_person * between);
}

TEST(Clustering, LeavesAloneWhoFitsNowhere) {
  EXPECT_THAT(clusters(faces_of_people(8, 1)), IsEmpty());
}

TEST(Clustering, GroupsTheSameInWhateverOrderTheFacesCame) {
  std::vector<UnknownFace> faces = faces_of_people(5, 6, 0.45F);
  const auto together = [](const std::vector<UnknownFace>& all) {
    std::set<std::set<FaceId>> groups;
    for (const auto& group : grouped(all, kSpace, kGoOn)) {
      std::set<FaceId> ids;
      for (const std::size_t i : group) ids.insert(all[i].id);
      groups.insert(ids);
    }
    return groups;
  };
  const auto first = together(faces);
  EXPECT_FALSE(first.empty());
  std::mt19937 random(3);
  for (int i = 0; i < 5; ++i) {
    std::shuffle(faces.begin(), faces.end(), random);
    EXPECT_EQ(together(faces), first);
  }
}

TEST(Clustering, KeepsTheNumberOfAGroupThatGrows) {
  std::vector<UnknownFace> faces = faces_of_people(3, 4);
  const auto before = clusters(faces);
  for (UnknownFace& face : faces) face.before = before.at(face.id);
  const ClusterId number = before.at(static_cast<FaceId>(5));
  faces.insert(faces.begin(), {static_cast<FaceId>(90), face_of(1, 40), 0.65F, {}});
  EXPECT_EQ(clusters(faces, 100).at(static_cast<FaceId>(90)), number);
}

TEST(Clustering, GivesTheNumberOfAGroupThatFallsApartToItsLargerPart) {
  std::vector<UnknownFace> faces = faces_of_people(2, 5);
  faces.pop_back();  // five faces of the first person, four of the second, all of them once number 7
  for (UnknownFace& face : faces) face.before = ClusterId{7};
  const auto found = clusters(faces, 20);
  EXPECT_EQ(found.at(static_cast<FaceId>(1)), ClusterId{7});
  EXPECT_EQ(found.at(static_cast<FaceId>(6)), ClusterId{20}) << "never a number that meant something before";
}

TEST(Clustering, GivesAMergedGroupTheNumberOfItsLargerPart) {
  std::vector<UnknownFace> faces = faces_of_people(1, 7);
  for (std::size_t i = 0; i < faces.size(); ++i) faces[i].before = i < 3 ? ClusterId{4} : ClusterId{9};
  for (const auto& [face, cluster] : clusters(faces, 20)) EXPECT_EQ(cluster, ClusterId{9});
}

TEST(Clustering, StopsWhenItIsTold) {
  const std::atomic<bool> stop = true;
  EXPECT_THAT(grouped(faces_of_people(3, 4), kSpace, stop), IsEmpty());
}

TEST(Clustering, NumbersNewGroupsTheLargestFirst) {
  std::vector<UnknownFace> faces = faces_of_people(1, 2);
  for (int number = 0; number < 3; ++number)
    faces.push_back({static_cast<FaceId>(3 + number), face_of(7, number), 0.65F, {}});
  const auto found = clusters(faces, 5);
  EXPECT_EQ(found.at(FaceId{3}), ClusterId{5});
  EXPECT_EQ(found.at(FaceId{1}), ClusterId{6});
}

/// There are more faces than can be compared in memory, each with each. One person on thousands of photos stays one
/// group.
TEST(Clustering, KeepsAGroupOfThousandsTogether) {
  const auto groups = grouped(faces_of_people(1, 4001), kSpace, kGoOn);
  ASSERT_EQ(groups.size(), 1U);
  EXPECT_EQ(groups[0].size(), 4001U);
}

}  // namespace
}  // namespace facefs::test
