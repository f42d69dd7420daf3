// SPDX-License-Identifier: Apache-2.0
// Acts about people and pins: what the log is told, and what is refused.
#include <gmock/gmock.h>

#include "index/decisions/said.h"
#include "index/storage/people.h"
#include "index/storage/pins.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using Kind = FolderKey::Kind;

class ActsAboutPeople : public Acts {
 protected:
  Said said() const { return sum_of(lines_that_count(log)); }
};

/// So that who was there first is the same, whether the log is taken in anew or not.
TEST_F(ActsAboutPeople, GiveANewPersonTheNumberAndTheTimeOfTheLine) {
  const PersonId carol = add("Carol", true);
  const PersonRecord here = People(Snapshot(gallery)).find(carol).value();
  const PersonRecord there = said().people.at(carol);
  EXPECT_GT(here.since, 0U);
  EXPECT_EQ(here.since, there.since);
  EXPECT_EQ(here.created_ns, there.created_ns);
}

TEST_F(ActsAboutPeople, TakeAnotherSpellingOfTheOwnNameForNobodyElses) {
  EXPECT_EQ(refusal_of([&](Update& update) { rename_person(update, log, mv, kJoey, "JOEY"); }), 0);
  EXPECT_EQ(People(Snapshot(gallery)).find(kJoey)->name, "JOEY");
  EXPECT_EQ(People(Snapshot(gallery)).named("joey"), kJoey);
}

TEST_F(ActsAboutPeople, DoNotShowOneWhoCountsForAnother) {
  act([&](Update& update) { merge_people(update, log, mv, kRoss, kJoey); });
  const auto lines = lines_of(log).size();
  EXPECT_EQ(refusal_of([&](Update& update) { show_person(update, log, mv, kRoss); }), EINVAL);
  EXPECT_EQ(lines_of(log).size(), lines);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kRoss));
}

TEST_F(ActsAboutPeople, LeaveTheOneHiddenOfWhomBothHadBeen) {
  for (const PersonId person : {kJoey, kRoss}) act([&](Update& update) { hide_person(update, log, mv, person); });
  act([&](Update& update) { merge_people(update, log, mv, kRoss, kJoey); });
  EXPECT_EQ(People(Snapshot(gallery)).resolved(kRoss), kJoey);
  EXPECT_FALSE(People(Snapshot(gallery)).is_shown(kJoey));
}

/// Or a gallery that is made again would not know whom it is about.
TEST_F(ActsAboutPeople, TellTheLogOfAnEmptyFolderBeforeTheyTellItOfItsThreshold) {
  const PersonId carol = add("Carol", false);
  ASSERT_FALSE(said().people.contains(carol));
  act([&](Update& update) { set_certain(update, log, mv, carol, 0.4321F); });
  ASSERT_TRUE(said().people.contains(carol));
  EXPECT_EQ(said().people.at(carol).certain, 0.4321F);
}

TEST_F(ActsAboutPeople, RemoveAFolderThatWasOnlyMadeWithoutALine) {
  const PersonId carol = add("Untitled Folder", false);
  const auto lines = lines_of(log).size();
  act([&](Update& update) { hide_person(update, log, mv, carol); });
  EXPECT_FALSE(People(Snapshot(gallery)).find(carol));
  EXPECT_FALSE(People(Snapshot(gallery)).named("Untitled Folder")) << "the name is free";
  EXPECT_EQ(lines_of(log).size(), lines);
}

TEST_F(ActsAboutPeople, NeverPutAPinIntoThePlaceOfAnother) {
  act([&](Update& update) { pin_query(update, log, mv, "one", "#00000000000000b"); });
  act([&](Update& update) { pin_query(update, log, mv, "two", "#00000000000000c"); });
  const auto pins = Pins(Snapshot(gallery)).all();
  EXPECT_EQ(refusal_of([&](Update& update) { rename_pin(update, log, mv, "one", "two"); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { pin_query(update, log, mv, "two", "#00000000000000b"); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { rename_pin(update, log, mv, "three", "four"); }), ENOENT);
  EXPECT_EQ(refusal_of([&](Update& update) { unpin_query(update, log, mv, "three"); }), ENOENT);
  EXPECT_EQ(Pins(Snapshot(gallery)).all(), pins);
  EXPECT_EQ(said().pins, pins);
}

TEST_F(ActsAboutPeople, TakeAPinBack) {
  act([&](Update& update) { pin_query(update, log, mv, "one", "#00000000000000b"); });
  EXPECT_EQ(last_sentence(), "a query is pinned as one");
  EXPECT_EQ(take_back(), 1U);
  EXPECT_TRUE(Pins(Snapshot(gallery)).all().empty());
}

TEST_F(ActsAboutPeople, RefuseANameThatIsSomebodysAsOneThatIsThere) {
  EXPECT_EQ(refusal_of([&](Update& update) { add_person(update, log, mv, "joey", true); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { name_cluster(update, log, mv, ClusterId{7}, "joey"); }), EEXIST);
  EXPECT_EQ(refusal_of([&](Update& update) { name_cluster(update, log, mv, ClusterId{7}, kJoey); }), ENOENT)
      << "there is no such cluster";
}

TEST_F(ActsAboutPeople, TellTheLogWhomAMergeShows) {
  act([&](Update& update) { hide_person(update, log, mv, kJoey); });
  act([&](Update& update) { merge_people(update, log, mv, kRoss, kJoey); });
  EXPECT_EQ(said().people.at(kJoey).visibility, Visibility::shown);
  EXPECT_EQ(said().people.at(kRoss).merged_into, kJoey);
}

TEST_F(ActsAboutPeople, KeepAPinsQueryUnderItsNewName) {
  act([&](Update& update) { pin_query(update, log, mv, "one", "#00000000000000b"); });
  act([&](Update& update) { rename_pin(update, log, mv, "one", "two"); });
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

}  // namespace
}  // namespace facefs::test
