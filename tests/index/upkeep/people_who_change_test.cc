// SPDX-License-Identifier: Apache-2.0
// What a change of people, their references and pins sets going, and what it tells the tree.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using Kind = FolderKey::Kind;

constexpr PersonId kJoey{11};

class PeopleWhoChange : public GalleryFixture {
 protected:
  PeopleWhoChange() {
    change([](Update& update) { put_person(update, kJoey, "Joey", {face_of(1, 1)}); });
  }
  template <typename What>
  bool sets_matching_going(What what) {
    Update update(gallery);
    what(update);
    const bool is_going = update.people_changed();
    update.commit();
    return is_going;
  }
  static bool has_left(const std::vector<Change>& changes, Kind folder, const std::string& name) {
    return std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
      return change.kind == Change::Kind::left && change.folder.kind == folder && change.name == name;
    });
  }
};

TEST_F(PeopleWhoChange, AreFollowedByWhoWasMatchedWithThem) {
  EXPECT_FALSE(sets_matching_going([](Update& update) { update.rename_person(kJoey, "Joseph"); }));
  EXPECT_TRUE(sets_matching_going(
      [](Update& update) { update.change_person(kJoey, [](PersonRecord& person) { person.certain = 0.4F; }); }));
  EXPECT_TRUE(sets_matching_going([](Update& update) { update.erase_person(kJoey); }));
}

TEST_F(PeopleWhoChange, AreTaughtByPhotosThatAgreeAlone) {
  change([](Update& update) {
    update.put_reading(content_named("other"), {"test", {}, {face_with(face_of(2, 1))}});
    update.put_reference(kJoey, "other.jpg",
                         {stamp(), content_named("other"), EnrolVerdict::unlike_others, "is it somebody else?", 0});
  });
  EXPECT_EQ(Snapshot(gallery).references_of(kJoey).size(), 2U);
  ASSERT_EQ(Snapshot(gallery).reference_faces_of(kJoey).size(), 1U);
  EXPECT_EQ(Snapshot(gallery).reference_faces_of(kJoey)[0].values, face_of(1, 1).values);
}

TEST_F(PeopleWhoChange, TakeWhatWasSaidOfThemAlongWhenErased) {
  change([](Update& update) {
    update.add_decision(image_named("a"), 1, {DecisionRecord::Verb::is, kJoey, {}});
    update.add_decision(image_named("a"), 2, {DecisionRecord::Verb::is, PersonId{12}, {}});
  });
  change([](Update& update) { update.erase_person(kJoey); });
  const auto left = Snapshot(gallery).decisions_of(image_named("a"));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].person, PersonId{12});
}

TEST_F(PeopleWhoChange, LeaveEachFolderUnderTheirOldName) {
  const auto renamed = change([](Update& update) { update.rename_person(kJoey, "Joseph"); });
  for (const Kind above : {Kind::root, Kind::all_people, Kind::all_maybe, Kind::all_enrolled})
    EXPECT_TRUE(has_left(renamed, above, "Joey"));
  const auto erased = change([](Update& update) { update.erase_person(kJoey); });
  for (const Kind above : {Kind::root, Kind::all_people, Kind::all_maybe, Kind::all_enrolled})
    EXPECT_TRUE(has_left(erased, above, "Joseph"));
}

TEST_F(PeopleWhoChange, AndPinsThatGoAreTold) {
  change([](Update& update) { update.put_pin("trips", "#00000000000000b"); });
  EXPECT_TRUE(has_left(change([](Update& update) { update.erase_pin("trips"); }), Kind::together, "trips"));
}

}  // namespace
}  // namespace facefs::test
