// SPDX-License-Identifier: Apache-2.0
#include "index/answers/review.h"

#include <gmock/gmock.h>

#include "index/storage/cluster_tables.h"
#include "index/storage/folders.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people_tables.h"
#include "index/values/photo_number.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Review : public GalleryFixture {
 protected:
  /// Puts photos of one unknown person into that cluster. The last one is the newest.
  void put_cluster(ClusterId cluster, int person, int photos) {
    MatchUpkeep matching{{}};
    Update update(gallery);
    for (int i = 0; i < photos; ++i) {
      const std::string name = std::to_string(person) + "-" + std::to_string(i);
      const PhotoId photo = put_photo(update, "/photos/" + name, name, {face_with(face_of(person, i))});
      FileStamp newer = stamp();
      newer.mtime_ns += static_cast<std::uint64_t>(i);
      PathTables(update).set(place_of(update, "/photos/" + name), newer, photo);
      ClusterTables(update).set(Images(update).faces_of(image_named(name)).front().id, cluster);
      matching.match_image(update, image_named(name));
    }
    update.commit();
  }
};

TEST_F(Review, AsksForTheLargestGroupsFirstAndForNoSmallOnes) {
  put_cluster(ClusterId{1}, 1, 3);
  put_cluster(ClusterId{2}, 2, 5);
  put_cluster(ClusterId{3}, 3, 2);
  const std::vector<Question> asked = questions(Snapshot(gallery));
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].path, "unknown/0002");
  EXPECT_EQ(asked[0].sentence, "5 photos: who is that? mv unknown/0002 people/NAME");
  EXPECT_EQ(asked[1].path, "unknown/0001");
}

TEST_F(Review, AsksWhoElseItIsWhereAPersonIsFoundTwiceInOnePhoto) {
  change([](Update& update) {
    put_person(update, PersonId{7}, "Joey", {face_of(1, 50)});
    put_photo(update, "/photos/two.jpg", "two", {face_with(face_of(1, 1)), face_with(face_of(1, 2), 100, 400)});
    put_photo(update, "/photos/one.jpg", "one", {face_with(face_of(1, 3))});
  });
  MatchUpkeep matching{{}};
  match_all(matching);
  const std::vector<Question> asked = questions(Snapshot(gallery));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].kind, "twice");
  EXPECT_EQ(asked[0].path, "people/Joey/two.jpg");
  EXPECT_THAT(asked[0].sentence, HasSubstr("2 faces of it are Joey"));
}

TEST_F(Review, AsksNothingOfAnEmptyGalleryAndNoMoreThanItMay) {
  EXPECT_THAT(questions(Snapshot(gallery)), IsEmpty());
  put_cluster(ClusterId{1}, 1, 3);
  put_cluster(ClusterId{2}, 2, 3);
  EXPECT_EQ(questions(Snapshot(gallery), 1).size(), 1U);
}

TEST_F(Review, SeesTheTimeOfAClustersNewestPhoto) {
  put_cluster(ClusterId{4}, 1, 3);
  const FolderKey cluster{FolderKey::Kind::cluster, ClusterId{4}};
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(cluster).mtime_ns, stamp().mtime_ns + 2);
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/1-2")); });
  EXPECT_EQ(Folders(Snapshot(gallery)).state_of(cluster).mtime_ns, stamp().mtime_ns + 1) << "also when that one goes";
}

TEST_F(Review, AsksOfNearMissesTheNearestFirstAndNamesTheNext) {
  const auto along = [](float distance) {
    Embedding face = face_of(1, 1);
    face.values[0] += distance;
    return face;
  };
  std::pair contents("x", "y");  // the farther one comes first by its number
  if (photo_number_of(content_named("x")) > photo_number_of(content_named("y")))
    std::swap(contents.first, contents.second);
  change([&](Update& update) {
    put_person(update, PersonId{7}, "Joey", {along(0)});
    put_person(update, PersonId{8}, "Ross", {along(1.05F)});
    put_photo(update, "/photos/a far.jpg", contents.first, {face_with(along(0.50F))});
    put_photo(update, "/photos/near.jpg", contents.second, {face_with(along(0.47F))});
  });
  MatchUpkeep matching{{}};
  match_all(matching);
  const std::vector<Question> asked = questions(Snapshot(gallery));
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].path, "maybe/Joey/near.jpg");
  EXPECT_EQ(asked[1].path, "maybe/Joey/a far.jpg");
  EXPECT_EQ(asked[1].sentence, "is that Joey (distance 0.50, then Ross at 0.55)? mv it to people/Joey/, or rm it");
  change([](Update& update) {
    PeopleTables(update).change(PersonId{7}, [](PersonRecord& person) { person.visibility = Visibility::hidden; });
  });
  EXPECT_THAT(questions(Snapshot(gallery)), IsEmpty()) << "of whom nothing is to be seen nothing is asked";
}

TEST_F(Review, AsksWhetherTwoWithOneFaceAreOne) {
  change([](Update& update) {
    put_person(update, PersonId{7}, "Joey", {face_of(1, 1), face_of(1, 2)});
    put_person(update, PersonId{8}, "Joe", {face_of(1, 3)});
  });
  MatchUpkeep matching{{}};
  match_all(matching);
  const std::vector<Question> asked = questions(Snapshot(gallery));
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].kind, "same");
  EXPECT_EQ(asked[0].path, "people/Joe");
  EXPECT_THAT(asked[0].sentence, HasSubstr("facefs merge 'Joe' 'Joey'"));
}

TEST(ASuggestedMerge, CanBeTypedWhateverTheTwoAreCalled) {
  EXPECT_EQ(suggested_merge("Joe", "Joey"), "facefs merge 'Joe' 'Joey'");
  EXPECT_EQ(suggested_merge("O'Brien", "Joey"), R"(facefs merge 'O'"'"'Brien' 'Joey')");
  EXPECT_EQ(suggested_merge("-x", "Joey"), "facefs merge -- '-x' 'Joey'") << "or it would be an option";
}

}  // namespace
}  // namespace facefs::test
