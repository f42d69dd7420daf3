// SPDX-License-Identifier: Apache-2.0
// Unknown faces: which are grouped, what the folders of their clusters show, and what stays of those that went.
#include <gmock/gmock.h>

#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/decision_tables.h"
#include "index/storage/faces.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/upkeep/cluster_upkeep.h"
#include "index/upkeep/unknown_faces.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = FolderKey::Kind;

const FolderKey kCluster{Kind::cluster, ClusterId{7}}, kUnknown{Kind::all_unknown};

class UnknownFaces : public GalleryFixture {
 protected:
  MatchUpkeep matching{{}};

  FaceId put(const std::string& name, const Face& face) {
    change([&](Update& update) {
      put_photo(update, "/photos/" + name, name, {face});
      matching.match_image(update, image_named(name));
    });
    return Images(Snapshot(gallery)).faces_of(image_named(name)).front().id;
  }
  std::vector<TreeChange> put_into(FaceId face, std::optional<ClusterId> cluster) {
    return change([&](Update& update) {
      ClusterTables(update).set(face, cluster);
      matching.match_image(update, Faces(update).find(face)->image);
    });
  }
  static std::vector<TreeChange::Kind> told_of_cluster(const std::vector<TreeChange>& changes) {
    std::vector<TreeChange::Kind> kinds;
    for (const TreeChange& change : changes)
      if (change.folder == kUnknown && change.name == "0007") kinds.push_back(change.kind);
    return kinds;
  }
};

TEST_F(UnknownFaces, AreThoseOfPhotosThatAreThereAndLargeEnoughToBeToldApart) {
  const FaceId large = put("large", face_with(face_of(1, 1))), small = put("small", face_with(face_of(1, 2), 31)),
               gone = put("gone", face_with(face_of(1, 3)));
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/gone")); });
  const Snapshot snapshot(gallery);
  const auto all = unknown_faces(snapshot, kSpace);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, large);
  EXPECT_TRUE(unknown_face(snapshot, kSpace, large));
  EXPECT_FALSE(unknown_face(snapshot, kSpace, small));
  EXPECT_FALSE(unknown_face(snapshot, kSpace, gone));
}

TEST_F(UnknownFaces, AreGroupedAnewWhereAPhotoWent) {
  const FaceId face = put("a", face_with(face_of(1, 1)));
  Update update(gallery);
  PathTables(update).remove(place_of(update, "/photos/a"));
  EXPECT_THAT(update.outdated().faces, ElementsAre(face));
}

TEST_F(UnknownFaces, HaveAFolderFromTheFirstPhotoToTheLast) {
  const FaceId one = put("a", face_with(face_of(1, 1))), two = put("b", face_with(face_of(1, 2)));
  EXPECT_THAT(told_of_cluster(put_into(one, ClusterId{7})), ElementsAre(TreeChange::Kind::appeared));
  EXPECT_THAT(told_of_cluster(put_into(two, ClusterId{7})), IsEmpty());
  EXPECT_THAT(Clusters(Snapshot(gallery)).all(), ElementsAre(ClusterId{7}));
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(kUnknown).entries, 1U);
  EXPECT_THAT(told_of_cluster(put_into(one, std::nullopt)), IsEmpty());
  EXPECT_THAT(told_of_cluster(put_into(two, std::nullopt)), ElementsAre(TreeChange::Kind::left));
  EXPECT_THAT(Clusters(Snapshot(gallery)).all(), IsEmpty());
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(kUnknown).entries, 0U);
  EXPECT_EQ(Clusters(Snapshot(gallery)).former_of(one), std::nullopt) << "it belongs to none";
}

TEST_F(UnknownFaces, ChangeTheirFoldersVersionEachTime) {
  const FaceId face = put("a", face_with(face_of(1, 1)));
  const auto version = [&] { return Folders(Snapshot(gallery)).state_of(kCluster).version; };
  const std::uint64_t before = version();
  put_into(face, ClusterId{7});
  EXPECT_GT(version(), before);
  const std::uint64_t with = version();
  put_into(face, std::nullopt);
  EXPECT_GT(version(), with);
}

class GroupingOfUnknownFaces : public UnknownFaces {
 protected:
  ClusterUpkeep grouping;
  const std::atomic<bool> go_on = false;

  void begin_and_take() {
    const auto search = grouping.begin(Snapshot(gallery), ScaleSample(kSpace));
    const auto found = search(Snapshot(gallery), go_on);
    ASSERT_TRUE(found);
    change([&](Update& update) { grouping.take(update, *found); });
  }
  void place_all() {
    while (grouping.has_places()) change([&](Update& update) { grouping.place_next(update, matching, 10); });
  }
};

/// The user has named the face while groups were being searched.
TEST_F(GroupingOfUnknownFaces, LeavesAloneWhoWasNamedMeanwhile) {
  const FaceId one = put("a", face_with(face_of(1, 1)));
  put("b", face_with(face_of(1, 2)));
  grouping.make_all_due();
  begin_and_take();
  change([&](Update& update) {
    put_person(update, PersonId{11}, "Joey", {face_of(2, 1)});
    DecisionTables(update).add(image_named("a"), 1,
                               {DecisionRecord::Verb::is, PersonId{11}, Faces(update).find(one)->box});
    matching.match_image(update, image_named("a"));
  });
  place_all();
  EXPECT_EQ(Clusters(Snapshot(gallery)).former_of(one), std::nullopt);
  EXPECT_THAT(names_in({Kind::people, PersonId{11}}), ElementsAre("a"));
}

/// A number that was given once is never given again, even where a later grouping gave none.
TEST_F(GroupingOfUnknownFaces, NeverCountsItsNumbersBack) {
  put("a", face_with(face_of(1, 1)));
  change([](Update& update) { update.set_counter("clusters_made", 9); });
  grouping.make_all_due();
  begin_and_take();
  place_all();
  EXPECT_EQ(Snapshot(gallery).counter("clusters_made"), 9U);
}

/// A whole grouping is due when many faces have changed in sum, however few at a time.
TEST_F(GroupingOfUnknownFaces, AddsUpWhatChangedSinceTheLastWholeOne) {
  change([](Update& update) {
    update.set_counter("grouped_with", ScaleSample(kSpace).fingerprint());
    update.set_counter("grouped_faces", 1'000'000);
  });
  for (int number = 0; number < 3; ++number) {
    change([&](Update& update) {
      const std::string name = std::to_string(number);
      put_photo(update, "/photos/" + name, name, {face_with(face_of(number, 1))});
      matching.match_image(update, image_named(name));
      grouping.note(update);
    });
    begin_and_take();
    place_all();
  }
  EXPECT_EQ(Snapshot(gallery).counter("changed_since"), 3U);
}

TEST_F(GroupingOfUnknownFaces, NotesHowManyAWholeOneLookedAt) {
  put("a", face_with(face_of(1, 1)));
  put("b", face_with(face_of(2, 1)));
  grouping.make_all_due();
  begin_and_take();
  EXPECT_EQ(Snapshot(gallery).counter("grouped_faces"), 2U);
}

/// The user has taken back what was said.
TEST_F(GroupingOfUnknownFaces, PutsAFaceThatIsUnknownAgainBackIntoItsGroup) {
  const FaceId one = put("a", face_with(face_of(1, 1)));
  for (int number = 2; number < 5; ++number) put(std::to_string(number), face_with(face_of(1, number)));
  grouping.make_all_due();
  begin_and_take();
  place_all();
  const auto cluster = Clusters(Snapshot(gallery)).of(one);
  ASSERT_TRUE(cluster);
  change([&](Update& update) {
    DecisionTables(update).add(image_named("a"), 1,
                               {DecisionRecord::Verb::ignore, kNobody, Faces(update).find(one)->box});
    matching.match_image(update, image_named("a"));
  });
  ASSERT_FALSE(Clusters(Snapshot(gallery)).of(one));
  change([&](Update& update) {
    DecisionTables(update).erase(image_named("a"), 1);
    matching.match_image(update, image_named("a"));
  });
  grouping.make_all_due();
  begin_and_take();
  place_all();
  EXPECT_EQ(Clusters(Snapshot(gallery)).of(one), cluster);
}

}  // namespace
}  // namespace facefs::test
