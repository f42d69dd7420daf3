// SPDX-License-Identifier: Apache-2.0
#include "index/answers/explain.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "index/storage/cluster_tables.h"
#include "index/storage/decision_tables.h"
#include "index/storage/face_tables.h"
#include "index/storage/images.h"
#include "index/storage/people_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/reference_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using Json = nlohmann::ordered_json;
using V = DecisionRecord::Verb;

constexpr PersonId kZoe{11}, kAdam{12};

class Explained : public GalleryFixture {
 protected:
  MatchUpkeep matching{MatchSettings{}};
  Explainer explainer{MatchSettings{}};
  PhotoId zoes{}, strangers{};

  Explained() {
    change([&](Update& update) {
      put_person(update, kZoe, "Zoe", {face_of(1, 1), face_of(1, 5)});
      put_person(update, kAdam, "Adam", {face_of(2, 1)});
      zoes = put_photo(update, "/photos/zoe.jpg", "z", {face_with(face_of(1, 5)), face_with(face_of(2, 5), 100, 300)});
      strangers = put_photo(update, "/photos/stranger.jpg", "s", {face_with(face_of(3, 5))});
    });
    match_all(matching);
  }
  Json face(PhotoId photo, std::size_t number = 0) const {
    return explainer.explanation_of(Snapshot(gallery), photo).at("faces").at(number);
  }
  void decide(const std::string& image, V verb, PersonId person) {
    change([&](Update& update) {
      const Box box = Images(update).faces_of(image_named(image)).front().record.box;
      DecisionTables(update).add(image_named(image), 1, {verb, person, box});
      matching.match_image(update, image_named(image));
    });
  }
};

TEST_F(Explained, AFaceHasTheFivePointsByWhichItWasTurnedAndWhoseTheyAre) {
  EXPECT_EQ(face(zoes).at("landmarks").at("of"), "dlib") << "the models that this gallery names are of no network";
  EXPECT_EQ(face(zoes).at("landmarks").at("points").size(), 5U);
  EXPECT_EQ(face(zoes).at("landmarks").at("which").at(4), "base of the nose");
  PhotoId other{};
  change([&](Update& update) {
    Face seen = face_with(face_of(1, 77));
    seen.landmarks[2] = {12.4F, 34.6F};
    other = PhotoTables(update).add(content_named("eye"), NewFaces{image_named("eye"), false, models_id({}), {seen}});
    PathTables(update).set(place_of(update, "/photos/eye.jpg"), stamp(), other);
  });
  EXPECT_EQ(face(other).at("landmarks").at("of"), "yunet");
  EXPECT_EQ(face(other).at("landmarks").at("which").at(2), "nose");
  EXPECT_EQ(face(other).at("landmarks").at("points").at(2), Json({12, 35}));
}

TEST_F(Explained, AFaceIsBesideTheNearestReferencesFirst) {
  const Json near = face(zoes).at("nearest_references");
  ASSERT_EQ(near.size(), 3U);
  EXPECT_EQ(near[0].at("file"), "Zoe2.jpg");
  EXPECT_EQ(near[0].at("distance"), 0);
  EXPECT_EQ(near[1].at("file"), "Zoe1.jpg");
  EXPECT_EQ(near[2].at("person"), "Adam");
}

TEST_F(Explained, AnErasedFaceIsToldAsSuch) {
  decide("s", V::erase, kNobody);
  EXPECT_EQ(face(strangers).at("decision"), "erase");
}

TEST_F(Explained, AFaceThatTheUserNamedIsBesideWhomItWouldHaveBeen) {
  decide("z", V::is, kAdam);
  const Json named = face(zoes);
  EXPECT_EQ(named.at("person"), "Adam");
  EXPECT_EQ(named.at("decision"), "is");
  EXPECT_EQ(named.at("runner_up").at("person"), "Zoe");
  EXPECT_GT(named.at("distance"), 0.7) << "from him, however far";
}

TEST_F(Explained, AnUnknownFaceIsBesideWhoIsNearest) {
  const Json unknown = face(strangers);
  EXPECT_TRUE(unknown.at("person").is_null());
  ASSERT_FALSE(unknown.at("nearest").is_null());
  EXPECT_EQ(unknown.at("runner_up"), unknown.at("nearest"));
}

TEST_F(Explained, AFaceIsBesideThePeopleOfNow) {
  ASSERT_NE(face(strangers).at("nearest").at("person"), "Carol");
  change([](Update& update) { put_person(update, PersonId{13}, "Carol", {face_of(3, 1)}); });
  EXPECT_EQ(face(strangers).at("nearest").at("person"), "Carol");
}

/// A face stays where it is until it is matched again.
TEST_F(Explained, AFaceIsWhoseFolderItIsInThoughItIsDue) {
  change([](Update& update) {
    for (const char* file : {"Zoe1.jpg", "Zoe2.jpg"}) ReferenceTables(update).erase(kZoe, file);
    put_person(update, PersonId{13}, "Carol", {face_of(1, 2)});
  });
  EXPECT_EQ(face(zoes).at("person"), "Zoe");
  match_all(matching);
  EXPECT_EQ(face(zoes).at("person"), "Carol");
}

TEST_F(Explained, TheIndexLeavesOutWhoIsHidden) {
  EXPECT_EQ(person_index(Snapshot(gallery)).dump(), R"({"Zoe":["/photos/zoe.jpg"],"Adam":["/photos/zoe.jpg"]})");
  change([](Update& update) {
    PeopleTables(update).change(kZoe, [](PersonRecord& person) { person.visibility = Visibility::hidden; });
  });
  EXPECT_EQ(person_index(Snapshot(gallery)).dump(), R"({"Adam":["/photos/zoe.jpg"]})");
}

TEST_F(Explained, TheTagsOfAPhotoAreInTheOrderOfTheAlphabet) {
  EXPECT_EQ(people_in(Snapshot(gallery), zoes), "Adam,Zoe");
  EXPECT_EQ(people_in(Snapshot(gallery), strangers), "");
}

TEST_F(Explained, AFaceIsToldWithAllThatTheUserSaidOfIt) {
  decide("z", V::is_not, kZoe);
  const Json refused = face(zoes);
  EXPECT_EQ(refused.at("decision"), "is-not");
  EXPECT_EQ(refused.at("is_not"), Json({"Zoe"}));
  EXPECT_NE(refused.at("nearest").at("person"), "Zoe") << "who was refused does not come into question";
  change([&](Update& update) { DecisionTables(update).add(image_named("z"), 2, {V::is, kZoe, {}}); });
  EXPECT_EQ(explainer.explanation_of(Snapshot(gallery), zoes).at("shows"), Json({"Zoe"})) << "in whatever face";
  decide("s", V::ignore, kNobody);
  EXPECT_EQ(face(strangers).at("decision"), "ignore");
}

TEST_F(Explained, AnUnknownFaceIsToldWithItsClusterAndItsScale) {
  EXPECT_TRUE(face(strangers).at("scale").is_null()) << "the library is small";
  EXPECT_TRUE(face(strangers).at("cluster").is_null());
  change([](Update& update) {
    const FaceId id = Images(update).faces_of(image_named("s")).front().id;
    ClusterTables(update).set(id, ClusterId{7});
    FaceTables(update).set_reach(id, 0.5F, 0.75F);
  });
  EXPECT_EQ(face(strangers).at("cluster"), "0007");
  EXPECT_EQ(face(strangers).at("scale"), 0.75);
}

TEST_F(Explained, TheIndexNamesPhotosInTheOrderOfTheirPaths) {
  change([&](Update& update) {
    for (const char* name : {"d", "b", "e", "c", "a"}) {
      put_photo(update, std::string("/photos/") + name, name, {face_with(face_of(1, 1))});
      matching.match_image(update, image_named(name));
    }
  });
  EXPECT_EQ(person_index(Snapshot(gallery)).at("Zoe").dump(),
            R"(["/photos/a","/photos/b","/photos/c","/photos/d","/photos/e","/photos/zoe.jpg"])");
}

TEST_F(Explained, APhotoTellsTheFactsOfItsFileThatAreKnown) {
  PhotoId turned{};
  change([&](Update& update) {
    NewFaces found{image_named("t"), false, "test", {}};
    found.facts.orientation = 6;
    turned = PhotoTables(update).add(content_named("t"), found);
  });
  const auto facts_of = [&](PhotoId photo) {
    return explainer.explanation_of(Snapshot(gallery), photo).at("facts").dump();
  };
  EXPECT_EQ(facts_of(turned), R"({"orientation":6})");
  EXPECT_EQ(facts_of(zoes), "{}");
}

}  // namespace
}  // namespace facefs::test
