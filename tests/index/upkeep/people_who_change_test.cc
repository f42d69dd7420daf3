// SPDX-License-Identifier: Apache-2.0
// What a change of people, their references or pins starts, and what it tells the tree.
#include <gtest/gtest.h>

#include <algorithm>

#include "index/storage/decision_tables.h"
#include "index/storage/decisions.h"
#include "index/storage/people_tables.h"
#include "index/storage/pin_tables.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"
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
    const bool is_going = update.outdated().people;
    update.commit();
    return is_going;
  }
  static bool has_left(const std::vector<TreeChange>& changes, Kind folder, const std::string& name) {
    return std::any_of(changes.begin(), changes.end(), [&](const TreeChange& change) {
      return change.kind == TreeChange::Kind::left && change.folder.kind == folder && change.name == name;
    });
  }
};

TEST_F(PeopleWhoChange, AreFollowedByWhoWasMatchedWithThem) {
  EXPECT_FALSE(sets_matching_going([](Update& update) { PeopleTables(update).rename(kJoey, "Joseph"); }));
  EXPECT_TRUE(sets_matching_going(
      [](Update& update) { PeopleTables(update).change(kJoey, [](PersonRecord& person) { person.certain = 0.4F; }); }));
  EXPECT_TRUE(sets_matching_going([](Update& update) { PeopleTables(update).erase(kJoey); }));
}

TEST_F(PeopleWhoChange, AreTaughtByPhotosThatAgreeAlone) {
  change([](Update& update) {
    ReferenceTables(update).put_reading(content_named("other"), {"test", {}, {face_with(face_of(2, 1))}});
    ReferenceTables(update).put(
        kJoey, "other.jpg", {stamp(), content_named("other"), EnrolVerdict::unlike_others, "is it somebody else?", 0});
  });
  EXPECT_EQ(References(Snapshot(gallery)).of(kJoey).size(), 2U);
  ASSERT_EQ(References(Snapshot(gallery)).faces_of(kJoey).size(), 1U);
  EXPECT_EQ(References(Snapshot(gallery)).faces_of(kJoey)[0].values, face_of(1, 1).values);
}

TEST_F(PeopleWhoChange, TakeWhatWasSaidOfThemAlongWhenErased) {
  change([](Update& update) {
    DecisionTables(update).add(image_named("a"), 1, {DecisionRecord::Verb::is, kJoey, {}});
    DecisionTables(update).add(image_named("a"), 2, {DecisionRecord::Verb::is, PersonId{12}, {}});
  });
  change([](Update& update) { PeopleTables(update).erase(kJoey); });
  const auto left = Decisions(Snapshot(gallery)).of(image_named("a"));
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].person, PersonId{12});
}

TEST_F(PeopleWhoChange, LeaveEachFolderUnderTheirOldName) {
  const auto renamed = change([](Update& update) { PeopleTables(update).rename(kJoey, "Joseph"); });
  for (const Kind above : {Kind::root, Kind::all_people, Kind::all_maybe, Kind::all_enrolled})
    EXPECT_TRUE(has_left(renamed, above, "Joey"));
  const auto erased = change([](Update& update) { PeopleTables(update).erase(kJoey); });
  for (const Kind above : {Kind::root, Kind::all_people, Kind::all_maybe, Kind::all_enrolled})
    EXPECT_TRUE(has_left(erased, above, "Joseph"));
}

TEST_F(PeopleWhoChange, AndPinsThatGoAreTold) {
  change([](Update& update) { PinTables(update).put("trips", "#00000000000000b"); });
  EXPECT_TRUE(has_left(change([](Update& update) { PinTables(update).erase("trips"); }), Kind::together, "trips"));
}

}  // namespace
}  // namespace facefs::test
