// SPDX-License-Identifier: Apache-2.0
// The writer while photos are read again with other networks.
#include <gmock/gmock.h>

#include "index/storage/clusters.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_faces.h"
#include "support/writer_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WritingWithOtherNetworks : public Writing {
 protected:
  /// Ends facefs and starts it again, with those networks.
  void start_with(const std::string& now) {
    writer.reset();
    networks = now;
    remember(gallery, {now, "", ""});
    writer = make();
  }
  void read(const std::string& name, int person, int number) {
    writer->post(PhotoRead{"/photos/" + name + ".jpg",
                           stamp(),
                           content_named(name),
                           NewFaces{image_named(name), false, networks, {face_with(face_of(person, number))}},
                           token(),
                           {}});
  }
  /// Enrols Joey, who is in the photo "joey", with the first networks.
  PersonId joey_in_a_photo() {
    start_with("test");
    const PersonId joey = person("Joey");
    teach(joey, "ref.jpg", {face_with(face_of(1, 100))});
    read("joey", 1, 1);
    settle();
    return joey;
  }
  std::optional<ClusterId> group_of(const std::string& name) {
    return Clusters(Snapshot(gallery)).of(Images(Snapshot(gallery)).faces_of(image_named(name)).at(0).id);
  }
  float distance_from(const std::string& name, const Embedding& face) {
    const Snapshot snapshot(gallery);
    const auto now = Faces(snapshot).embedding(Images(snapshot).faces_of(image_named(name)).at(0).id);
    return now ? distance(*now, face) : -1;
  }
};

TEST_F(WritingWithOtherNetworks, MatchesNobodyUntilTheFirstAreReadAgain) {
  const PersonId joey = joey_in_a_photo();
  ASSERT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
  start_with("two");
  read("joey", 7, 1);
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), ElementsAre("joey.jpg"));
  writer->post(FirstReadAgain{token()});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::people, joey}), IsEmpty());
}

/// The gallery kept the faces, and each photo comes to it as a new one.
TEST_F(WritingWithOtherNetworks, TakesTheFacesOfAPhotoThatIsFoundAgain) {
  start_with("test");
  read("joey", 1, 1);
  settle();
  start_with("two");
  gallery.begin_anew_with_faces();
  start_with("two");
  read("joey", 7, 1);
  settle();
  EXPECT_FALSE(ForeignFaces(Snapshot(gallery)).are_any());
  EXPECT_LT(distance_from("joey", face_of(7, 1)), 1e-5F) << "it need not be read once more";
}

TEST_F(WritingWithOtherNetworks, LeavesGroupsAloneAlsoAfterARestartUntilAllAreReadAgain) {
  start_with("test");
  for (int number = 0; number < 4; ++number) read("a" + std::to_string(number), 1, number);
  settle();
  const auto group = group_of("a0");
  ASSERT_TRUE(group);
  start_with("two");
  writer->post(FirstReadAgain{token()});
  for (int number = 0; number < 3; ++number) read("a" + std::to_string(number), 10 + number, 0);
  settle();
  start_with("two");
  settle();
  EXPECT_EQ(group_of("a0"), group);
  read("a3", 13, 0);
  settle();
  EXPECT_EQ(group_of("a3"), group) << "although no two of them are alike any more";
  writer->post(AllReadAgain{token()});
  settle();
  EXPECT_FALSE(group_of("a0"));
  start_with("two");
  read("b0", 20, 0);
  read("b1", 20, 1);
  settle();
  EXPECT_TRUE(group_of("b0")) << "grouping goes on for good";
}

TEST_F(WritingWithOtherNetworks, ForgetsWhomNobodyCanBeComparedWithNow) {
  const PersonId joey = joey_in_a_photo();
  start_with("two");
  writer->post(Forget{joey, "test", [](int error) { EXPECT_EQ(error, 0); }, token()});
  settle();
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("joey.jpg"));
  EXPECT_EQ(Images(Snapshot(gallery)).faces_of(image_named("joey")).at(0).record.match, Match{});
}

/// What is true of one gallery is not true of the next, which has yet to find its photos.
TEST_F(WritingWithOtherNetworks, GoesOnWithNothingThatWasSaidOfAnEarlierGallery) {
  start_with("test");
  read("joey", 1, 1);
  settle();
  start_with("two");
  const std::uint64_t earlier = gallery.generation();
  gallery.begin_anew_with_faces();
  writer->post(FirstReadAgain{token(), earlier});
  writer->post(AllReadAgain{token(), earlier});
  settle();
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_matching_held());
  EXPECT_TRUE(ForeignFaces(Snapshot(gallery)).is_grouping_held());
}

TEST_F(WritingWithOtherNetworks, NotesThemInAGalleryThatIsMadeFromNothing) {
  start_with("test");
  gallery.begin_anew();
  writer->post(GalleryDamaged{"a flipped bit", gallery.generation(), token()});
  settle();
  EXPECT_EQ(Snapshot(gallery).text("models"), "test");
}

}  // namespace
}  // namespace facefs::test
