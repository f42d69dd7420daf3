// SPDX-License-Identifier: Apache-2.0
// What makes everything due again, what is left out of the sample, and which of two folders a photo is in.
#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = FolderKey::Kind;

constexpr PersonId kJoey{11};

class MatchedGallery : public GalleryFixture {
 protected:
  bool is_due_at_a_start_with(const MatchSettings& settings) {
    MatchUpkeep matching{settings};
    change([&](Update& update) { matching.follow(update); });
    return matching.is_due();
  }
  float scale() {
    MatchUpkeep matching{{}};
    matching.refresh(Snapshot(gallery));
    return matching.sample().scale_of(face_of(900, 1));
  }
};

TEST_F(MatchedGallery, IsMatchedAnewAtAStartWithAnyOtherSetting) {
  put_photos_of(3, 2);
  change([](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 9)}); });
  MatchUpkeep matching{{}};
  match_all(matching);
  ASSERT_FALSE(is_due_at_a_start_with({}));
  EXPECT_TRUE(is_due_at_a_start_with({.maybe = 0.58F}));
  match_all(matching = MatchUpkeep{{}});
  EXPECT_TRUE(is_due_at_a_start_with({.certain = 0.50F}));
  match_all(matching = MatchUpkeep{{}});
  EXPECT_TRUE(is_due_at_a_start_with({.rule = RuleKind::vote}));
}

TEST_F(MatchedGallery, IsMatchedAnewAtTheNextStartWhereThisOneEndsBefore) {
  put_photos_of(3, 2);
  MatchUpkeep matching{{}};
  match_all(matching);
  ASSERT_FALSE(is_due_at_a_start_with({}));
  change([&](Update& update) { matching.make_all_due(update); });
  EXPECT_TRUE(is_due_at_a_start_with({}));
}

/// The numbers of the old gallery's faces are those of other faces by now.
TEST_F(MatchedGallery, ThatIsBegunAnewLeavesNobodyDueOfTheOldOne) {
  put_photos_of(3, 2);
  MatchUpkeep matching{{}};
  match_all(matching);
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 9)});
    matching.follow(update);
  });
  ASSERT_TRUE(matching.is_due());
  ASSERT_FALSE(matching.is_due_whole());
  matching.begin_again();
  EXPECT_FALSE(matching.is_due());
}

TEST_F(MatchedGallery, TakesItsScaleFromPhotosThatAreThereAndFacesThatAreLargeEnough) {
  put_photos_of(39, 1);
  change([](Update& update) {
    put_photo(update, "/photos/small.jpg", "small", {face_with(face_of(500, 1), 31)});
    put_photo(update, "/photos/gone.jpg", "gone", {face_with(face_of(501, 1))});
  });
  EXPECT_GT(scale(), 0);
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/gone.jpg")); });
  EXPECT_EQ(scale(), 0) << "39 are too few";
}

TEST_F(MatchedGallery, ShowsAPhotoNotBesideItselfWhereAnotherFaceOfItIsCertain) {
  Embedding uncertain = face_of(1, 1);
  uncertain.values[0] += 0.5F;
  change([&](Update& update) {
    put_person(update, kJoey, "Joey", {face_of(1, 1)});
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 2)), face_with(uncertain, 100, 300)});
    put_photo(update, "/photos/b.jpg", "b", {face_with(uncertain)});
  });
  MatchUpkeep matching{{}};
  match_all(matching);
  EXPECT_THAT(names_in({Kind::people, kJoey}), ElementsAre("a.jpg"));
  EXPECT_THAT(names_in({Kind::maybe, kJoey}), ElementsAre("b.jpg"));
}

TEST_F(MatchedGallery, ShowsAPhotoNowhereWhoseOnlyFaceIsErased) {
  MatchUpkeep matching{{}};
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "a", {face_with(face_of(1, 1))});
    DecisionTables(update).add(
        image_named("a"), 1,
        {DecisionRecord::Verb::erase, kNobody, Images(update).faces_of(image_named("a"))[0].record.box});
    matching.match_image(update, image_named("a"));
  });
  for (const Kind kind : {Kind::ignored, Kind::unknown, Kind::unknown_single}) EXPECT_THAT(names_in({kind}), IsEmpty());
}

}  // namespace
}  // namespace facefs::test
