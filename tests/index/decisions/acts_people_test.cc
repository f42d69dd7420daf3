// SPDX-License-Identifier: Apache-2.0
// Acts about people and pins: what the log is told, and what is refused.
#include <gmock/gmock.h>

#include "index/decisions/decision_state.h"
#include "index/storage/people.h"
#include "index/storage/pins.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using Kind = FolderKey::Kind;

class ActsAboutPeople : public Acts {
 protected:
  DecisionState said() const { return state_after(lines_that_count(log)); }
};

/// It must be the same person who came first, whether the log is read again or not.
TEST_F(ActsAboutPeople, GiveANewPersonTheNumberAndTheTimeOfTheLine) {
  const PersonId carol = add("Carol", true);
  const PersonRecord here = People(Snapshot(gallery)).find(carol).value();
  const PersonRecord there = said().people.at(carol);
  EXPECT_GT(here.since, 0U);
  EXPECT_EQ(here.since, there.since);
  EXPECT_EQ(here.created_ns, there.created_ns);
}

TEST_F(ActsAboutPeople, TakeAnotherSpellingOfTheOwnNameForNobodyElses) {
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, RenamePerson{kJoey, "JOEY"}}); }), 0);
  EXPECT_EQ(People(Snapshot(gallery)).find(kJoey)->name, "JOEY");
  EXPECT_EQ(People(Snapshot(gallery)).named("joey"), kJoey);
}

TEST_F(ActsAboutPeople, DoNotShowOneWhoCountsForAnother) {
  act([&](Update& update) { apply(update, log, {mv, MergePeople{kRoss, kJoey}}); });
  const auto lines = lines_of(log).size();
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, ShowPerson{kRoss}}); }), EINVAL);
  EXPECT_EQ(lines_of(log).size(), lines);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kRoss));
}

TEST_F(ActsAboutPeople, LeaveTheOneHiddenOfWhomBothHadBeen) {
  for (const PersonId person : {kJoey, kRoss})
    act([&](Update& update) { apply(update, log, {mv, HidePerson{person}}); });
  act([&](Update& update) { apply(update, log, {mv, MergePeople{kRoss, kJoey}}); });
  EXPECT_EQ(People(Snapshot(gallery)).resolved(kRoss), kJoey);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
}

/// Otherwise a gallery that is made again would not know whom the threshold is about.
TEST_F(ActsAboutPeople, TellTheLogOfAnEmptyFolderBeforeTheyTellItOfItsThreshold) {
  const PersonId carol = add("Carol", false);
  ASSERT_FALSE(said().people.contains(carol));
  act([&](Update& update) { apply(update, log, {mv, SetCertain{carol, 0.4321F}}); });
  ASSERT_TRUE(said().people.contains(carol));
  EXPECT_EQ(said().people.at(carol).certain, 0.4321F);
}

TEST_F(ActsAboutPeople, RemoveAFolderThatWasOnlyMadeWithoutALine) {
  const PersonId carol = add("Untitled Folder", false);
  const auto lines = lines_of(log).size();
  act([&](Update& update) { apply(update, log, {mv, HidePerson{carol}}); });
  EXPECT_FALSE(People(Snapshot(gallery)).find(carol));
  EXPECT_FALSE(People(Snapshot(gallery)).named("Untitled Folder")) << "the name is free";
  EXPECT_EQ(lines_of(log).size(), lines);
}

TEST_F(ActsAboutPeople, NeverPutAPinIntoThePlaceOfAnother) {
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"one", "#00000000000000b"}}); });
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"two", "#00000000000000c"}}); });
  const auto pins = Pins(Snapshot(gallery)).all();
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, RenamePin{"one", "two"}}); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, PinQuery{"two", "#00000000000000b"}}); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, RenamePin{"three", "four"}}); }), ENOENT);
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, UnpinQuery{"three"}}); }), ENOENT);
  EXPECT_EQ(Pins(Snapshot(gallery)).all(), pins);
  EXPECT_EQ(said().pins, pins);
}

TEST_F(ActsAboutPeople, TakeAPinBack) {
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"one", "#00000000000000b"}}); });
  EXPECT_EQ(last_sentence(), "a query is pinned as one");
  EXPECT_EQ(take_back(), 1U);
  EXPECT_TRUE(Pins(Snapshot(gallery)).all().empty());
}

TEST_F(ActsAboutPeople, RefuseANameThatIsSomebodysAsOneThatIsThere) {
  EXPECT_EQ(refusal_of([&](Update& update) { apply(update, log, {mv, AddPerson{"joey", true}}); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) {
              apply(update, log, {mv, NameCluster{ClusterId{7}, kNobody, "joey"}});
            }),
            EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) {
              apply(update, log, {mv, NameCluster{ClusterId{7}, kJoey}});
            }),
            ENOENT)
      << "there is no such cluster";
}

TEST_F(ActsAboutPeople, TellTheLogWhomAMergeShows) {
  act([&](Update& update) { apply(update, log, {mv, HidePerson{kJoey}}); });
  act([&](Update& update) { apply(update, log, {mv, MergePeople{kRoss, kJoey}}); });
  EXPECT_EQ(said().people.at(kJoey).visibility, Visibility::shown);
  EXPECT_EQ(said().people.at(kRoss).merged_into, kJoey);
}

TEST_F(ActsAboutPeople, KeepAPinsQueryUnderItsNewName) {
  act([&](Update& update) { apply(update, log, {mv, PinQuery{"one", "#00000000000000b"}}); });
  act([&](Update& update) { apply(update, log, {mv, RenamePin{"one", "two"}}); });
  const std::map<std::string, std::string> pins = {{"two", "#00000000000000b"}};
  EXPECT_EQ(Pins(Snapshot(gallery)).all(), pins);
  EXPECT_EQ(said().pins, pins);
}

TEST_F(ActsAboutPeople, TellTheLogOfAnEmptyFolderBeforeTheyTellItWhoIsNotInIt) {
  const PersonId carol = add("Carol", false);
  reject(joeys, {Kind::people, carol});
  EXPECT_TRUE(said().people.contains(carol));
  EXPECT_EQ(said().decisions.size(), 1U);
}

/// The log must not hear of a person through a copier's temporary name: a folder that was only made goes without a
/// trace.
TEST_F(ActsAboutPeople, NameAReferencePhotoWithoutTellingTheLogOfThePersonUnlessTheyBegin) {
  const PersonId carol = add("Carol", false);
  const NamedReference temporary{std::string(16, 'a'), "x.jpg.part"}, own{std::string(16, 'b'), "x.jpg"};
  act([&](Update& update) { apply(update, log, {mv, NameReferences{carol, {temporary}}}); });
  EXPECT_FALSE(said().people.contains(carol));
  act([&](Update& update) { apply(update, log, {mv, NameReferences{carol, {own}, {}, true}}); });
  EXPECT_TRUE(said().people.contains(carol));
  EXPECT_TRUE(People(Snapshot(gallery)).find(carol)->logged);
}

}  // namespace
}  // namespace facefs::test
