// SPDX-License-Identifier: Apache-2.0
// Imports of what another machine has said, where this one has said something itself.
#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "index/storage/pins.h"
#include "index/upkeep/decided_of.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

class Importing : public Acts {
 protected:
  static LogEntry line(Verb verb, PersonId person, const std::string& name = {}) {
    LogEntry entry;
    entry.verb = verb;
    entry.person = person;
    entry.name = name;
    return entry;
  }
  static LogEntry about_photo(Verb verb, PersonId person, const std::string& image) {
    LogEntry entry = line(verb, person);
    entry.image = image_named(image);
    return entry;
  }
  void import(std::vector<LogEntry> theirs) {
    theirs.insert(theirs.begin(), line(Verb::person, kJoey, "Joey"));
    theirs.insert(theirs.begin(), line(Verb::person, kRoss, "Ross"));
    act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{theirs}}); });
  }
};

/// All lines about one pin belong together, whatever was pinned there in turn.
TEST_F(Importing, LeavesTheLastWordAboutAPinToThem) {
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"trips", "#00000000000000b"}}); });
  act([&](Update& update) { apply(update, log, {mv, UnpinQuery{"trips"}}); });
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"trips", "#00000000000000c"}}); });
  import({line(Verb::pin, kNobody, "trips/#00000000000000c"), line(Verb::unpin, kNobody, "trips")});
  EXPECT_FALSE(Pins(Snapshot(gallery)).find("trips"));
}

TEST_F(Importing, TellsTwoFacesOfOnePhotoApart) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{both, kRoss, kJoeys, false}}); });
  LogEntry other = lines_of(log).back();
  ASSERT_TRUE(other.box);
  other.box = Images(Snapshot(gallery)).faces_of(image_named("b"))[1].record.box;
  other.person = kJoey;
  LogEntry same_person = other;
  same_person.person = kRoss;
  import({same_person});
  for (const NumberedFace& face : Images(Snapshot(gallery)).faces_of(image_named("b")))
    EXPECT_EQ(face.record.match.rule, Rule::decision) << "both are said now";
}

/// All their lines count where the machines went different ways, because half of them could mean something else.
TEST_F(Importing, SaysTheirsWholeWhereOursWentAnotherWay) {
  act([&](Update& update) { apply(update, log, {mv, SayIs{strangers, kJoey, {}, false}}); });
  reject(strangers, kJoeys);
  import({lines_of(log)[2], about_photo(Verb::is, kRoss, "s")});
  const DecidedPhoto said =
      decided_of(Snapshot(gallery), image_named("s"), Images(Snapshot(gallery)).faces_of(image_named("s")));
  EXPECT_EQ(said.faces[0].is, kJoey);
  EXPECT_TRUE(said.shows.contains(kRoss));
}

/// Otherwise the log alone would not know whom it is about.
TEST_F(Importing, TellsTheLogOfAnEmptyFolderWhoseNameTheyKnow) {
  const PersonId carol = add("Carol", false);
  import({line(Verb::person, PersonId{99}, "Carol"), about_photo(Verb::is, PersonId{99}, "s")});
  const DecisionState said = state_after(lines_that_count(log));
  ASSERT_TRUE(said.people.contains(carol));
  EXPECT_EQ(said.people.at(carol).name, "Carol");
  EXPECT_THAT(names_in({FolderKey::Kind::people, carol}), testing::ElementsAre("stranger.jpg"));
}

/// A person's number is the same everywhere, whatever the person is called there by now.
TEST_F(Importing, LeavesPeopleWhoAreHereTheirNames) {
  act([&](Update& update) {
    const auto people =
        apply(update, log,
              {{"facefs", 0}, ImportLines{{line(Verb::person, kJoey, "Joey"), line(Verb::rename, kJoey, "ross")}}})
            .people;
    EXPECT_EQ(people.at(kJoey), kJoey);
  });
  EXPECT_EQ(People(Snapshot(gallery)).find(kJoey)->name, "Joey");
  EXPECT_EQ(People(Snapshot(gallery)).find(kRoss)->name, "Ross");
  act([&](Update& update) { apply(update, log, {{"facefs", 0}, ImportLines{{line(Verb::rename, kJoey, "Joseph")}}}); });
  import({line(Verb::rename, kJoey, "Joseph")});
  EXPECT_EQ(People(Snapshot(gallery)).find(kJoey)->name, "Joey");
}

TEST_F(Importing, IsDoneByWhoImports) {
  LogEntry theirs = about_photo(Verb::is, kJoey, "s");
  theirs.program = "nautilus";
  import({theirs});
  EXPECT_EQ(lines_of(log).back().verb, Verb::is);
  EXPECT_EQ(lines_of(log).back().program, "facefs");
}

}  // namespace
}  // namespace facefs::test
