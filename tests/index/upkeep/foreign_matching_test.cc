// SPDX-License-Identifier: Apache-2.0
// What matching does with faces that other networks have made: nothing, until their photo was read again.
#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/foreign_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kOther = "yunet/other";
constexpr PersonId kJoey{1}, kRoss{2};

/// Joey's faces look alike to the other network too; Ross's are other numbers there.
class ForeignMatching : public GalleryFixture {
 protected:
  MatchUpkeep matching{MatchSettings{}};

  void SetUp() override {
    change([&](Update& update) { update.set_text("models", "test"); });
    put_photos_of(2, 2);
    change([&](Update& update) {
      put_person(update, kJoey, "Joey", {face_of(0, 100)});
      put_person(update, kRoss, "Ross", {face_of(1, 100)});
    });
    match_all(matching);
    ASSERT_THAT(people(kJoey), ElementsAre("0_0.jpg", "0_1.jpg"));
    ASSERT_THAT(people(kRoss), ElementsAre("1_0.jpg", "1_1.jpg"));
    change([&](Update& update) { ForeignTables(update).read_with(kOther); });
  }

  std::vector<std::string> people(PersonId person) { return names_in({FolderKey::Kind::people, person}); }

  void read_again(const std::string& name, int person) {
    change([&](Update& update) {
      ForeignTables(update).read_again({image_named(name), false, kOther, {face_with(face_of(person, 7))}});
      matching.match_image(update, image_named(name));
    });
  }
  void read_references_again() {
    change([&](Update& update) {
      for (const char* file : {"Joey1.jpg", "Ross1.jpg"})
        ReferenceTables(update).put_reading(content_named(file),
                                            {kOther, {}, {face_with(face_of(file[0] == 'J' ? 10 : 11, 100))}});
    });
  }
  void release() {
    change([&](Update& update) {
      ForeignTables(update).release_matching();
      matching.begin_again();
      matching.make_all_due(update);
    });
    match_all(matching);
  }
  static void put_runner_up(Update& update, const std::string& name, PersonId person) {
    const NumberedFace face = Images(update).faces_of(image_named(name)).at(0);
    FaceRecord record = face.record;
    record.match.runner_up = person;
    FaceTables(update).set(face.id, record);
  }
  void say(const std::string& name, DecisionRecord::Verb verb, PersonId person) {
    change([&](Update& update) {
      const Box box = Images(update).faces_of(image_named(name)).at(0).record.box;
      DecisionTables(update).add(image_named(name), 1, {verb, person, box});
      matching.match_image(update, image_named(name));
    });
  }
};

TEST_F(ForeignMatching, LeavesEverythingWhereItIsWhileItIsHeld) {
  match_all(matching);
  EXPECT_THAT(people(kJoey), ElementsAre("0_0.jpg", "0_1.jpg"));
  read_again("0_0", 11);
  read_references_again();
  match_all(matching);
  EXPECT_THAT(people(kJoey), ElementsAre("0_0.jpg", "0_1.jpg")) << "although it was read, and is somebody else's";
}

TEST_F(ForeignMatching, DoesWhatIsSaidMeanwhile) {
  say("0_0", DecisionRecord::Verb::is_not, kJoey);
  say("1_0", DecisionRecord::Verb::is, kJoey);
  EXPECT_THAT(people(kJoey), ElementsAre("0_1.jpg", "1_0.jpg"));
}

TEST_F(ForeignMatching, MovesEachPhotoOnlyWhenItsOwnFacesWereReadAgain) {
  read_references_again();
  release();
  EXPECT_THAT(people(kJoey), ElementsAre("0_0.jpg", "0_1.jpg"));
  read_again("0_0", 11);
  EXPECT_THAT(people(kJoey), ElementsAre("0_1.jpg"));
  EXPECT_THAT(people(kRoss), ElementsAre("0_0.jpg", "1_0.jpg", "1_1.jpg"));
  read_again("0_1", 10);
  read_again("1_0", 10);
  EXPECT_THAT(people(kJoey), ElementsAre("0_1.jpg", "1_0.jpg"));
  EXPECT_THAT(people(kRoss), ElementsAre("0_0.jpg", "1_1.jpg")) << "the last one is still as it was";
}

TEST_F(ForeignMatching, LetsGoOfWhoIsForgotten) {
  change([&](Update& update) {
    put_runner_up(update, "1_0", kJoey);
    PeopleTables(update).erase(kJoey);
    for (const ImageKey& image : update.outdated().images) matching.match_image(update, image);
  });
  EXPECT_THAT(people(kJoey), IsEmpty());
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("0_0.jpg", "0_1.jpg"));
  Faces(Snapshot(gallery)).each(FaceId{}, [](FaceId, const FaceRecord& face) {
    EXPECT_NE(face.match.person, kJoey);
    EXPECT_NE(face.match.runner_up, kJoey);
    return true;
  });
}

TEST_F(ForeignMatching, HasNobodyForTheirOwnRunnerUpWhenTwoAreMerged) {
  change([&](Update& update) {
    put_runner_up(update, "0_0", kRoss);
    PeopleTables(update).change(kRoss, [](PersonRecord& person) { person.merged_into = kJoey; });
    for (const ImageKey& image : update.outdated().images) matching.match_image(update, image);
  });
  EXPECT_EQ(Images(Snapshot(gallery)).faces_of(image_named("0_0")).at(0).record.match.runner_up, kNobody);
}

TEST_F(ForeignMatching, FollowsWhoeverIsMerged) {
  read_references_again();
  release();  // and the photos are still foreign
  change([&](Update& update) {
    PeopleTables(update).change(kJoey, [](PersonRecord& record) { record.merged_into = kRoss; });
    for (const ImageKey& image : update.outdated().images) matching.match_image(update, image);
  });
  EXPECT_THAT(people(kJoey), IsEmpty());
  EXPECT_THAT(people(kRoss), ElementsAre("0_0.jpg", "0_1.jpg", "1_0.jpg", "1_1.jpg"));
}

TEST_F(ForeignMatching, ListensWhenAFaceIsIgnoredAndHeededAgain) {
  say("0_0", DecisionRecord::Verb::ignore, kNobody);
  EXPECT_THAT(people(kJoey), ElementsAre("0_1.jpg"));
  EXPECT_THAT(names_in({FolderKey::Kind::ignored}), ElementsAre("0_0.jpg"));
  change([&](Update& update) {
    DecisionTables(update).erase(image_named("0_0"), 1);
    matching.match_image(update, image_named("0_0"));
  });
  EXPECT_THAT(names_in({FolderKey::Kind::ignored}), IsEmpty());
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("0_0.jpg")) << "until its faces were read again";
}

/// A reference that the new networks have not read says nothing about faces that they have.
TEST_F(ForeignMatching, ComparesNoFaceWithAReferenceThatOthersHaveRead) {
  release();
  read_again("0_0", 0);
  EXPECT_THAT(people(kJoey), ElementsAre("0_1.jpg"));
}

TEST_F(ForeignMatching, TakesBackWhatIsUnsaid) {
  say("1_0", DecisionRecord::Verb::is, kJoey);
  change([&](Update& update) {
    DecisionTables(update).erase(image_named("1_0"), 1);
    matching.match_image(update, image_named("1_0"));
  });
  EXPECT_THAT(people(kJoey), ElementsAre("0_0.jpg", "0_1.jpg"));
  EXPECT_THAT(names_in({FolderKey::Kind::unknown}), ElementsAre("1_0.jpg")) << "until its faces were read again";
}

}  // namespace
}  // namespace facefs::test
