// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/cluster_search.h"

#include <gmock/gmock.h>

#include <random>

#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/images.h"
#include "index/upkeep/cluster_upkeep.h"
#include "index/upkeep/unknown_faces.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::IsEmpty;

const std::atomic<bool> kGoOn = false;

class RegroupingOfTheGallery : public GalleryFixture {
 protected:
  MatchUpkeep matching{{}};

  /// Adds `count` faces of a person, one photo each. Returns the faces' numbers.
  std::set<FaceId> come(int person, int from, int count) {
    std::set<FaceId> faces;
    Update update(gallery);
    for (int number = from; number < from + count; ++number) {
      const std::string name = std::to_string(person) + "-" + std::to_string(number);
      put_photo(update, "/photos/" + name + ".jpg", name, {face_with(face_of(person, number))});
      matching.match_image(update, image_named(name));
      faces.insert(Images(update).faces_of(image_named(name)).front().id);
    }
    update.commit();
    return faces;
  }

  void carry_out(const std::optional<ClusterSearch>& found) {
    ASSERT_TRUE(found);
    change([&](Update& update) {
      for (const auto& [face, cluster] : found->places) ClusterTables(update).set(face, cluster);
      update.set_counter("clusters_made", std::max(found->numbers, update.snapshot().counter("clusters_made")));
    });
  }
  void group_all() { carry_out(regrouped(Snapshot(gallery), ScaleSample(kSpace), kGoOn)); }
  void group_around(const std::set<FaceId>& faces) {
    carry_out(regrouped_around(Snapshot(gallery), ScaleSample(kSpace), faces, kGoOn));
  }
  std::optional<ClusterId> cluster_of(FaceId face) { return Clusters(Snapshot(gallery)).of(face); }

  /// Returns which faces are grouped together, whatever the numbers of the groups.
  std::set<std::set<FaceId>> groups() {
    const Snapshot snapshot(gallery);
    std::map<ClusterId, std::set<FaceId>> groups;
    for (const UnknownFace& face : unknown_faces(snapshot, kSpace))
      if (const auto cluster = Clusters(snapshot).of(face.id)) groups[*cluster].insert(face.id);
    std::set<std::set<FaceId>> result;
    for (auto& [number, group] : groups) result.insert(std::move(group));
    return result;
  }
};

TEST_F(RegroupingOfTheGallery, PutsANewFaceIntoItsGroupWithoutLookingAtTheOthers) {
  const std::set<FaceId> old = come(1, 0, 4);
  come(2, 0, 5);
  group_all();
  const std::set<FaceId> fresh = come(1, 4, 1);
  const auto found = regrouped_around(Snapshot(gallery), ScaleSample(kSpace), fresh, kGoOn);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->faces, 5U);
  EXPECT_EQ(found->places, (decltype(found->places){{*fresh.begin(), cluster_of(*old.begin())}}));
}

/// After a change of the networks, the photos of a group are read again one after the other.
TEST_F(RegroupingOfTheGallery, LeavesAFaceInItsGroupUntilAllOfThatAreReadAgain) {
  change([](Update& update) { update.set_text("models", "test"); });
  const std::set<FaceId> faces = come(1, 0, 3);
  group_all();
  const auto group = cluster_of(*faces.begin());
  ASSERT_TRUE(group);
  change([](Update& update) { ForeignTables(update).read_with("other"); });
  const auto read_again = [&](int number, int as) {
    change([&](Update& update) {
      ForeignTables(update).read_again(
          {image_named("1-" + std::to_string(number)), false, "other", {face_with(face_of(as, number))}});
    });
    group_all();
  };
  read_again(0, 5);
  EXPECT_EQ(cluster_of(*faces.begin()), group);
  read_again(1, 5);
  EXPECT_EQ(cluster_of(*faces.begin()), group);
  read_again(2, 6);  // to these networks it is somebody else
  EXPECT_EQ(cluster_of(*faces.begin()), group);
  EXPECT_FALSE(cluster_of(*faces.rbegin()));
}

TEST_F(RegroupingOfTheGallery, MakesAGroupOfTwoThatStoodAlone) {
  come(2, 0, 3);
  const std::set<FaceId> alone = come(1, 0, 1);
  group_all();
  EXPECT_EQ(cluster_of(*alone.begin()), std::nullopt);
  const std::set<FaceId> fresh = come(1, 1, 1);
  group_around(fresh);
  ASSERT_NE(cluster_of(*fresh.begin()), std::nullopt);
  EXPECT_EQ(cluster_of(*fresh.begin()), cluster_of(*alone.begin()));
  EXPECT_EQ(groups().size(), 2U);
}

TEST_F(RegroupingOfTheGallery, LeavesAloneWhoIsLeftOfAGroupOfTwo) {
  const std::set<FaceId> two = come(1, 0, 2);
  group_all();
  const FaceId named = *two.begin();
  const FaceId left = *two.rbegin();
  change([&](Update& update) {
    FaceRecord record = *Faces(update).find(named);
    record.match.verdict = Verdict::certain;
    FaceTables(update).set(named, record);
    EXPECT_EQ(update.outdated().faces, std::set<FaceId>{named});
  });
  ASSERT_NE(cluster_of(left), std::nullopt);
  group_around({named});
  EXPECT_EQ(cluster_of(left), std::nullopt);
}

TEST_F(RegroupingOfTheGallery, JoinsTwoGroupsUnderTheLargerOnesNumberWhenAFaceTiesThem) {
  const auto put = [&](const std::string& name, const Embedding& embedding) {
    Update update(gallery);
    put_photo(update, "/photos/" + name, name, {face_with(embedding)});
    matching.match_image(update, image_named(name));
    const FaceId id = Images(update).faces_of(image_named(name)).front().id;
    update.commit();
    return id;
  };
  // The faces are on a line, 0.46 from one end to the other. That is too far apart until one is in the middle.
  const auto at = [](float x) {
    Embedding embedding;
    embedding.values[0] = 1 + x;
    return embedding;
  };
  const std::vector<FaceId> left = {put("a", at(0)), put("b", at(0.001F)), put("c", at(0.002F))};
  const std::vector<FaceId> right = {put("d", at(0.46F)), put("e", at(0.461F))};
  group_all();
  ASSERT_TRUE(cluster_of(left[0]));
  ASSERT_NE(cluster_of(left[0]), cluster_of(right[0]));
  const ClusterId larger = *cluster_of(left[0]);
  group_around({put("f", at(0.23F)), put("g", at(0.231F)), put("h", at(0.232F))});
  EXPECT_EQ(cluster_of(left[0]), larger);
  EXPECT_EQ(groups().size(), 1U);
}

TEST_F(RegroupingOfTheGallery, FaceByFaceGivesTheGroupsOfAWholeOne) {
  std::mt19937 random(11);
  std::vector<std::pair<int, int>> faces;
  for (int person = 0; person < 9; ++person)
    for (int number = 0; number < 6; ++number) faces.emplace_back(person, number);
  std::shuffle(faces.begin(), faces.end(), random);
  for (const auto& [person, number] : faces) group_around(come(person, number, 1));
  const auto found = groups();
  EXPECT_EQ(found.size(), 9U);
  group_all();
  EXPECT_EQ(groups(), found);
}

TEST_F(RegroupingOfTheGallery, IsWholeWhereThatIsQuickOrMuchHasChanged) {
  EXPECT_TRUE(is_worth_a_whole_regrouping(1, 100, true));
  EXPECT_FALSE(is_worth_a_whole_regrouping(1, 50'000, true));
  EXPECT_TRUE(is_worth_a_whole_regrouping(13'000, 50'000, true));
  EXPECT_TRUE(is_worth_a_whole_regrouping(1, 50'000, false));
  EXPECT_FALSE(is_worth_a_whole_regrouping(1, 1'000'000, false)) << "half an hour for one face of the sample";
}

TEST_F(RegroupingOfTheGallery, HasNothingToDoAtAStartAfterAllWasGrouped) {
  ClusterUpkeep grouping;
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 0))});
    grouping.note(update);
  });
  ASSERT_TRUE(grouping.is_due());
  ClusterUpkeep after_a_crash;
  after_a_crash.take_up(Snapshot(gallery));
  EXPECT_TRUE(after_a_crash.is_due());
  const auto search = grouping.begin(Snapshot(gallery), ScaleSample(kSpace));
  EXPECT_FALSE(grouping.is_due());
  EXPECT_FALSE(grouping.is_settled()) << "it is being searched";
  const auto found = search(Snapshot(gallery), kGoOn);
  change([&](Update& update) { grouping.take(update, *found); });
  while (grouping.has_places()) change([&](Update& update) { grouping.place_next(update, matching, 1); });
  EXPECT_TRUE(grouping.is_settled());
  ClusterUpkeep next;
  next.take_up(Snapshot(gallery));
  EXPECT_FALSE(next.is_due());
}

TEST_F(RegroupingOfTheGallery, IsDoneAgainWhereItCameToNothing) {
  ClusterUpkeep grouping;
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 0))});
    grouping.note(update);
  });
  grouping.begin(Snapshot(gallery), ScaleSample(kSpace));
  const auto later = ClusterUpkeep::Clock::now() + std::chrono::seconds(20);
  grouping.drop(later);
  EXPECT_FALSE(grouping.is_due()) << "not at once: what was wrong may still be so";
  EXPECT_FALSE(grouping.is_settled());
  EXPECT_TRUE(grouping.is_due(later));
}

}  // namespace
}  // namespace facefs::test
