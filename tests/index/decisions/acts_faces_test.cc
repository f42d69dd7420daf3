// SPDX-License-Identifier: Apache-2.0
// Which face an act means, and what its line says about the face.
#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/storage/cluster_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people.h"
#include "index/storage/photo_tables.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;
using Kind = FolderKey::Kind;

class ActsAboutFaces : public Acts {
 protected:
  static Embedding beside(Embedding face, float distance) {
    face.values[0] += distance;
    return face;
  }
  PhotoId put(const std::string& name, const Embedding& left, const Embedding& right) {
    PhotoId photo{};
    change([&](Update& update) {
      photo = put_photo(update, "/photos/" + name, name, {face_with(left), face_with(right, 100, 300)});
      matching.match_image(update, image_named(name));
    });
    return photo;
  }
  std::vector<NumberedFace> faces(const std::string& name) {
    return Images(Snapshot(gallery)).faces_of(image_named(name));
  }
  void cluster(const std::string& image, std::size_t face, ClusterId number) {
    change([&](Update& update) {
      ClusterTables(update).set(Images(update).faces_of(image_named(image)).at(face).id, number);
      matching.match_image(update, image_named(image));
    });
  }
};

TEST_F(ActsAboutFaces, SpeakOfNoneInAFileThatIsNoPicture) {
  PhotoId broken{};
  change([&](Update& update) {
    broken = PhotoTables(update).add(content_named("broken"), Unreadable{Reason::not_an_image, "it is noise"});
  });
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, SayIs{broken, kJoey, {}, false}}); }), EPERM);
  EXPECT_EQ(refusal_of([&](Update& update) {
              apply(update, log, {mv, Ignore{PhotoId{999}, kUnknownPhotos}});
            }),
            ENOENT);
}

TEST_F(ActsAboutFaces, MeanTheUncertainOneOfThatPerson) {
  const PersonId carol = add("Carol", true);
  const PhotoId photo = put("two.jpg", beside(face_of(1, 1), 0.5F), beside(face_of(2, 1), 0.5F));
  ASSERT_THAT(names_in({Kind::maybe, kJoey}), ElementsAre("two.jpg"));
  ASSERT_THAT(names_in({Kind::maybe, kRoss}), ElementsAre("two.jpg"));
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, carol, {Kind::maybe, kRoss}, true}}); });
  EXPECT_EQ(faces("two.jpg")[0].record.match.person, kJoey);
  EXPECT_EQ(faces("two.jpg")[1].record.match.person, carol);
}

TEST_F(ActsAboutFaces, MeanOfTwoUnknownOnesThatOfTheFolder) {
  const PhotoId photo = put("two.jpg", face_of(4, 1), face_of(5, 1));
  cluster("two.jpg", 0, ClusterId{7});
  act([&](Update& update) { apply(update, log, {mv, Ignore{photo, {Kind::unknown_single}}}); });
  EXPECT_FALSE(faces("two.jpg")[0].record.is_ignored());
  EXPECT_TRUE(faces("two.jpg")[1].record.is_ignored());
  act([&](Update& update) { apply(update, log, {mv, Unignore{photo}}); });
  act([&](Update& update) { apply(update, log, {mv, Ignore{photo, {Kind::cluster, ClusterId{7}}}}); });
  EXPECT_TRUE(faces("two.jpg")[0].record.is_ignored());
  EXPECT_FALSE(faces("two.jpg")[1].record.is_ignored());
}

TEST_F(ActsAboutFaces, MeanOfSeveralTheOneThatIsNearestToThePerson) {
  const PhotoId photo = put("two.jpg", face_of(4, 1), beside(face_of(2, 1), 0.7F));
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, kRoss, {}, false}}); });
  EXPECT_EQ(faces("two.jpg")[0].record.match.verdict, Verdict::nobody);
  EXPECT_EQ(faces("two.jpg")[1].record.match.person, kRoss);
}

TEST_F(ActsAboutFaces, TakeACopyForNoRejection) {
  act([&](Update& update) { apply(update, log, {{"cp", 9}, SayIs{joeys, kRoss, kJoeys, false}}); });
  EXPECT_EQ(last_sentence(), "joey.jpg is Ross");
  EXPECT_EQ(state_after(lines_that_count(log)).decisions.size(), 1U);
}

TEST_F(ActsAboutFaces, TakeAMoveFromMaybeToThatPersonForNoRejectionOfThem) {
  const PhotoId photo = put("one.jpg", beside(face_of(1, 1), 0.5F), face_of(5, 1));
  ASSERT_THAT(names_in({Kind::maybe, kJoey}), Contains("one.jpg"));
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, kJoey, {Kind::maybe, kJoey}, true}}); });
  EXPECT_EQ(last_sentence(), "one.jpg is Joey");
  EXPECT_EQ(faces("one.jpg")[0].record.match.rule, Rule::decision);
  EXPECT_THAT(names_in(kJoeys), Contains("one.jpg"));
}

TEST_F(ActsAboutFaces, HeedTheIgnoredOnesAlone) {
  const PhotoId photo = put("two.jpg", face_of(2, 7), face_of(4, 1));
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, kRoss, kRosss, false}}); });
  act([&](Update& update) { apply(update, log, {mv, Ignore{photo, {Kind::unknown_single}}}); });
  act([&](Update& update) { apply(update, log, {mv, Unignore{photo}}); });
  EXPECT_EQ(faces("two.jpg")[0].record.match.rule, Rule::decision) << "who was named by the user stays so";
  EXPECT_TRUE(faces("two.jpg")[1].record.is_unknown());
}

TEST_F(ActsAboutFaces, ShowAHiddenPersonWhoseNameAClusterGets) {
  cluster("s", 0, ClusterId{7});
  act([&](Update& update) { apply(update, log, {mv, HidePerson{kRoss}}); });
  act([&](Update& update) { apply(update, log, {mv, NameCluster{ClusterId{7}, kRoss}}); });
  EXPECT_TRUE(People(Snapshot(gallery)).is_shown(kRoss)) << "or the photos would vanish";
  EXPECT_THAT(names_in(kRosss), Contains("stranger.jpg"));
  EXPECT_EQ(take_back(), 1U);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kRoss));
  EXPECT_THAT(names_in(kRosss), Not(Contains("stranger.jpg")));
}

TEST_F(ActsAboutFaces, CountOneThatTwoFilesShowOnce) {
  change([&](Update& update) {  // the same picture with another caption
    const PhotoId again = PhotoTables(update).add(content_named("j2"), NewFaces{image_named("j"), false, "test", {}});
    PathTables(update).set(place_of(update, "/photos/again.jpg"), stamp(), again);
    matching.match_image(update, image_named("j"));
  });
  ASSERT_THAT(names_in(kJoeys), ElementsAre("again.jpg", "both.jpg", "joey.jpg"));
  EXPECT_EQ(faces_of_person(Snapshot(gallery), kJoey).size(), 2U);
}

TEST_F(ActsAboutFaces, EraseWithoutTellingWhatThePhotoWasCalled) {
  const FaceId face = faces("s")[0].id;
  act([&](Update& update) {
    EXPECT_THAT(apply(update, log, {mv, EraseFaces{{face, FaceId{999}}}}).erased, ElementsAre(face));
  });
  const LogEntry line = lines_of(log).back();
  EXPECT_EQ(line.verb, Verb::erase);
  EXPECT_TRUE(line.box);
  EXPECT_EQ(line.name, "");
  EXPECT_FALSE(Faces(Snapshot(gallery)).embedding(face));
}

TEST_F(ActsAboutFaces, KeepTheScaleByWhichTheFaceWasJudged) {
  const FaceId face = faces("s")[0].id;
  change([&](Update& update) { FaceTables(update).set_reach(face, 0.5F, 0.75F); });
  act([&](Update& update) { apply(update, log, {mv, SayIs{strangers, kRoss, {Kind::unknown_single}, true}}); });
  EXPECT_NEAR(lines_of(log).back().scale, 0.75F, 1e-3);
}

/// A person who is named again means the same face, and not the one beside it.
TEST_F(ActsAboutFaces, MeanTheOneThatIsThatPersonsByTheUsersWord) {
  const PhotoId photo = put("two.jpg", face_of(2, 7), face_of(4, 1));
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, kRoss, kRosss, false}}); });
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, kRoss, {}, false}}); });
  EXPECT_EQ(faces("two.jpg")[0].record.match.person, kRoss);
  EXPECT_TRUE(faces("two.jpg")[1].record.is_unknown());
}

TEST_F(ActsAboutFaces, MeanTheCertainOneInAPersonsFolder) {
  const PersonId carol = add("Carol", true);
  const PhotoId photo = put("two.jpg", face_of(1, 7), beside(face_of(1, 1), 0.5F));
  ASSERT_EQ(faces("two.jpg")[1].record.match.verdict, Verdict::maybe);
  EXPECT_EQ(faces_of_person(Snapshot(gallery), kJoey).size(), 3U) << "one a photo: the uncertain one does not count";
  act([&](Update& update) { apply(update, log, {mv, SayIs{photo, carol, kJoeys, true}}); });
  EXPECT_EQ(faces("two.jpg")[0].record.match.person, carol);
  EXPECT_EQ(faces("two.jpg")[0].record.match.rule, Rule::decision);
  EXPECT_NE(faces("two.jpg")[1].record.match.rule, Rule::decision);
}

}  // namespace
}  // namespace facefs::test
