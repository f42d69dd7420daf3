// SPDX-License-Identifier: Apache-2.0
#include "index/storage/foreign_faces.h"

#include <gmock/gmock.h>

#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/photos.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;

constexpr auto kOther = "yunet/other";

class Foreign : public GalleryFixture {
 protected:
  void SetUp() override {
    change([&](Update& update) {
      ForeignTables(update).read_with("yunet/one");
      add(update, "group", {face_with(face_of(0, 0), 100, 10), face_with(face_of(1, 0), 100, 300)});
      add(update, "alone", {face_with(face_of(2, 0))});
      add(update, "landscape", {});
    });
  }

  static NewFaces found_in(const std::string& name, const std::string& models, std::vector<Face> faces) {
    return {image_named(name), false, models, std::move(faces)};
  }
  static void add(Update& update, const std::string& name, std::vector<Face> faces) {
    const PhotoId id = PhotoTables(update).add(content_named(name), found_in(name, "yunet/one", std::move(faces)));
    PathTables(update).set(place_of(update, "/photos/" + name + ".jpg"), stamp(), id);
  }
  void read_with_others() {
    change([&](Update& update) { ForeignTables(update).read_with(kOther); });
  }
  void read_again(const std::string& name, std::vector<Face> faces) {
    change([&](Update& update) { ForeignTables(update).read_again(found_in(name, kOther, std::move(faces))); });
  }
  std::vector<NumberedFace> faces_in(const std::string& name) {
    return Images(Snapshot(gallery)).faces_of(image_named(name));
  }
  std::optional<Embedding> embedding(FaceId id) { return Faces(Snapshot(gallery)).embedding(id); }
  std::uint64_t count() { return ForeignFaces(Snapshot(gallery)).count(); }
  bool are_any() { return ForeignFaces(Snapshot(gallery)).are_any(); }
};

TEST_F(Foreign, FacesAreNoneWhileTheNetworksStay) {
  EXPECT_FALSE(are_any());
  EXPECT_EQ(count(), 0U);
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).is_matching_held());
  EXPECT_TRUE(embedding(faces_in("alone")[0].id));
}

TEST_F(Foreign, FacesHaveNoEmbeddingThatCouldBeCompared) {
  read_with_others();
  EXPECT_EQ(count(), 3U);
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_matching_held());
  const FaceId id = faces_in("alone")[0].id;
  EXPECT_FALSE(embedding(id));
  EXPECT_TRUE(Faces(Snapshot(gallery)).has_embedding(id)) << "it can still be erased, and come back";
}

TEST_F(Foreign, FacesAreAtHomeAgainWhenTheNetworksAre) {
  const auto before = embedding(faces_in("alone")[0].id);
  read_with_others();
  change([&](Update& update) { ForeignTables(update).read_with("yunet/one"); });
  EXPECT_FALSE(are_any());
  EXPECT_EQ(embedding(faces_in("alone")[0].id)->values, before->values);
}

/// The same detector would find nobody again.
TEST_F(Foreign, ImagesWithoutAFaceAreNoneExceptForAnotherDetector) {
  read_with_others();
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).is_foreign(image_named("landscape")));
  change([&](Update& update) { ForeignTables(update).read_with("hog/one"); });
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_foreign(image_named("landscape")));
}

TEST_F(Foreign, FacesThatAreReadAgainKeepNumberMatchAndGroup) {
  const auto before = faces_in("group");
  change([&](Update& update) {
    FaceRecord record = before[0].record;
    record.match = {Verdict::certain, Rule::bands, PersonId{7}, kNobody, 0.3F, 0};
    FaceTables(update).set(before[0].id, record);
    ClusterTables(update).set(before[1].id, ClusterId{4});
  });
  read_with_others();
  read_again("group", {face_with(face_of(0, 9), 100, 12), face_with(face_of(1, 9), 100, 299)});
  const auto after = faces_in("group");
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[0].id, before[0].id);
  EXPECT_EQ(after[0].record.match.person, PersonId{7});
  EXPECT_EQ(after[0].record.box.x, 12);
  EXPECT_EQ(Clusters(Snapshot(gallery)).of(after[1].id), ClusterId{4});
  EXPECT_LT(distance(*embedding(after[0].id), face_of(0, 9)), 1e-5F);
  EXPECT_EQ(count(), 1U);
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).is_foreign(image_named("group")));
}

TEST_F(Foreign, FacesThatAreReadAgainHaveWhatTheNewNetworksSayOfThem) {
  read_with_others();
  Face found = face_with(face_of(2, 9));
  found.score = 0.55F;
  found.quality = 0.33F;
  found.landmarks = {{{11, 12}, {13, 14}}};
  read_again("alone", {found});
  const FaceRecord record = faces_in("alone").at(0).record;
  EXPECT_EQ(record.score, 0.55F);
  EXPECT_EQ(record.quality, 0.33F);
  EXPECT_EQ(record.landmarks[1].y, 14);
}

/// Whoever is near it now is not who was near it before.
TEST_F(Foreign, FacesThatAreReadAgainAreGroupedAgain) {
  read_with_others();
  std::set<FaceId> outdated;
  change([&](Update& update) {
    ForeignTables(update).read_again(found_in("alone", kOther, {face_with(face_of(2, 9))}));
    outdated = update.outdated().faces;
  });
  EXPECT_THAT(outdated, ElementsAre(faces_in("alone").at(0).id));
}

TEST_F(Foreign, FacesOfPhotosThatAreGoneAreNotCounted) {
  read_with_others();
  change([&](Update& update) { PathTables(update).remove(place_of(update, "/photos/group.jpg")); });
  EXPECT_EQ(count(), 1U);
  read_again("alone", {face_with(face_of(2, 9))});
  EXPECT_EQ(count(), 0U);
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).are_any_shown());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).are_any_hidden());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_foreign(image_named("group"))) << "it may come back";
  read_again("group", {face_with(face_of(0, 9), 100, 10), face_with(face_of(1, 9), 100, 300)});
  EXPECT_FALSE(are_any());
  EXPECT_EQ(count(), 0U);
}

TEST_F(Foreign, FacesAreCountedAgainWhenTheirPhotoComesBack) {
  read_with_others();
  const FilePlace place = [&] {
    FilePlace found;
    change([&](Update& update) { found = place_of(update, "/photos/group.jpg"); });
    return found;
  }();
  change([&](Update& update) { PathTables(update).remove(place); });
  change([&](Update& update) {
    PathTables(update).set(place, stamp(), Photos(update).with(content_named("group")).value());
  });
  EXPECT_EQ(count(), 3U);
}

/// The photos may have faces of the right networks again, when the references have not.
TEST_F(Foreign, ReferencesAloneHoldMatchingToo) {
  change([&](Update& update) { put_person(update, PersonId{1}, "Joey", {face_of(0, 9)}); });
  change([&](Update& update) { ForeignTables(update).read_with("yunet/one"); });
  EXPECT_FALSE(are_any());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).are_any_references()) << "they are from networks called test";
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_matching_held());
}

TEST_F(Foreign, FacesHoldGroupingUntilItIsReleased) {
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).is_grouping_held());
  read_with_others();
  change([&](Update& update) { ForeignTables(update).release_matching(); });
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_grouping_held());
  change([&](Update& update) { ForeignTables(update).release_grouping(); });
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).is_grouping_held());
}

TEST_F(Foreign, FacesOfWhichOthersAreFoundKeepWhatTheyHaveWhereOneIsStillThere) {
  const auto before = faces_in("group");
  change([&](Update& update) {
    FaceRecord record = before[1].record;
    record.match = {Verdict::certain, Rule::bands, PersonId{7}, kNobody, 0.3F, 0};
    FaceTables(update).set(before[1].id, record);
    ClusterTables(update).set(before[0].id, ClusterId{4});
  });
  read_with_others();
  read_again("group", {face_with(face_of(0, 9), 100, 10), face_with(face_of(5, 9), 40, 150),
                       face_with(face_of(1, 9), 100, 300)});
  const auto after = faces_in("group");
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(Clusters(Snapshot(gallery)).of(after[0].id), ClusterId{4});
  EXPECT_FALSE(Clusters(Snapshot(gallery)).of(after[1].id));
  EXPECT_EQ(after[1].record.match, Match{});
  EXPECT_EQ(after[2].record.match.person, PersonId{7});
  const Snapshot snapshot(gallery);
  for (const NumberedFace& face : before) {
    EXPECT_FALSE(Faces(snapshot).find(face.id)) << "the old numbers are gone";
    EXPECT_FALSE(Faces(snapshot).has_embedding(face.id));
  }
  EXPECT_THAT(Clusters(snapshot).faces_in(ClusterId{4}), ElementsAre(after[0].id));
  EXPECT_EQ(snapshot.counter("faces"), 4U);
  EXPECT_EQ(count(), 1U);
}

TEST_F(Foreign, FacesAreSoAlsoWhereTheGalleryIsMadeAgainAroundThem) {
  read_with_others();
  read_again("alone", {face_with(face_of(2, 9))});
  gallery.begin_anew_with_faces();
  EXPECT_EQ(count(), 0U) << "until their photos are found";
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).are_any_hidden());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_matching_held());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_grouping_held());
  EXPECT_FALSE(embedding(faces_in("group")[0].id));
  EXPECT_TRUE(embedding(faces_in("alone")[0].id));
}

TEST_F(Foreign, FacesThatTheUserHadErasedGetNoEmbeddingAgain) {
  const auto before = faces_in("alone");
  change([&](Update& update) {
    DecisionTables(update).add(image_named("alone"), 1, {DecisionRecord::Verb::erase, kNobody, before[0].record.box});
  });
  read_with_others();
  read_again("alone", {face_with(face_of(2, 9))});
  EXPECT_FALSE(Faces(Snapshot(gallery)).has_embedding(before[0].id));
}

TEST_F(Foreign, NothingIsAfterTheLastPhoto) {
  read_with_others();
  read_again("group", {face_with(face_of(0, 9), 100, 10), face_with(face_of(1, 9), 100, 300)});
  EXPECT_TRUE(are_any());
  read_again("alone", {});
  EXPECT_FALSE(are_any());
  EXPECT_EQ(count(), 0U);
  read_again("alone", {face_with(face_of(2, 9))});
  EXPECT_THAT(faces_in("alone"), testing::IsEmpty()) << "once is enough";
}

}  // namespace
}  // namespace facefs::test
