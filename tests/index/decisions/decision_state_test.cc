// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/decision_state.h"

#include <gtest/gtest.h>

#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/storage/references.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

constexpr PersonId kFirst{11}, kSecond{12};

LogEntry line(std::uint64_t seq, Verb verb, PersonId person, const std::string& name = {}) {
  LogEntry entry;
  entry.seq = entry.act = entry.group = entry.time_ns = seq;
  entry.verb = verb;
  entry.person = person;
  entry.name = name;
  return entry;
}

class DecisionStateTest : public testing::Test {
 protected:
  TemporaryDirectory folder;
  Gallery gallery{folder / "gallery", {"/photos"}};

  void take(const std::vector<LogEntry>& lines) {
    Update update(gallery);
    adopt(update, state_after(lines));
    update.commit();
  }
};

/// Ann was forgotten, a crash kept her lines in the log, and somebody else has been called Ann since.
TEST_F(DecisionStateTest, AForgottenPersonTakesNobodysName) {
  const std::vector<LogEntry> lines = {line(1, Verb::person, kFirst, "Ann"), line(2, Verb::forget, kFirst),
                                       line(3, Verb::person, kSecond, "Ann")};
  const DecisionState said = state_after(lines);
  EXPECT_FALSE(said.people.contains(kFirst));
  EXPECT_EQ(said.forgotten, std::vector{kFirst}) << "what is left of her is still to be erased";
  take(lines);
  const Snapshot snapshot(gallery);
  EXPECT_EQ(People(snapshot).named("Ann"), kSecond);
  EXPECT_EQ(People(snapshot).all().size(), 1U);
}

/// This happens when a program goes on with its burst, in a log that another machine has merged.
TEST(Undo, TakesBackWhatWasSaidBeforeItAndNotWhatJoinedTheSameBurstLater) {
  const TemporaryDirectory folder;
  DecisionLog log(folder / "decisions.log");
  LogEntry first = line(0, Verb::person, kFirst, "Ann");
  first.group = 0;
  const std::uint64_t group = log.append(first).group;
  LogEntry undo = line(0, Verb::undo, kNobody);
  undo.ref = group;
  undo.group = 0;
  log.append(undo);
  LogEntry later = line(0, Verb::person, kSecond, "Ben");
  later.group = group;
  log.append(later);
  const DecisionState said = state_after(lines_that_count(log));
  EXPECT_FALSE(said.people.contains(kFirst));
  EXPECT_TRUE(said.people.contains(kSecond));
}

TEST_F(DecisionStateTest, TwoPeopleWithOneNameArePartedAndTheLaterOneGetsANumber) {
  take({line(1, Verb::person, kSecond, "Ann"), line(2, Verb::person, kFirst, "ann")});
  const Snapshot snapshot(gallery);
  EXPECT_EQ(People(snapshot).named("Ann"), kSecond);
  EXPECT_EQ(People(snapshot).named("ann 2"), kFirst);
}

TEST_F(DecisionStateTest, ANameThatIsSomebodysIsNotTakenAndALostOneIsFoundAgain) {
  Update update(gallery);
  PeopleTables(update).add(kFirst, {"Ann", true, 1});
  PeopleTables(update).add(kSecond, {"Ann", true, 2});
  EXPECT_EQ(People(update).named("Ann"), kFirst);
  PeopleTables(update).erase(kFirst);
  EXPECT_FALSE(People(update).named("Ann"));
  PeopleTables(update).mend_names();
  EXPECT_EQ(People(update).named("Ann"), kSecond);
}

TEST_F(DecisionStateTest, AReferenceKeepsItsTurnThroughARenameAndBeginsAnewWithAnotherPerson) {
  const std::string one = "0000000000000001", two = "0000000000000002";
  std::vector<LogEntry> lines = {line(1, Verb::person, kFirst, "Ann"), line(2, Verb::person, kSecond, "Bob"),
                                 line(3, Verb::teach, kFirst, one + "/a.jpg"),
                                 line(4, Verb::teach, kFirst, two + "/b.jpg"),
                                 line(5, Verb::teach, kFirst, one + "/c.jpg")};
  take(lines);
  EXPECT_EQ(References(Snapshot(gallery)).file(kFirst, one), (ReferenceFileRecord{"c.jpg", 3, 3}));
  lines.push_back(line(6, Verb::teach, kSecond, one + "/c.jpg"));
  take(lines);
  EXPECT_FALSE(References(Snapshot(gallery)).file(kFirst, one));
  EXPECT_EQ(References(Snapshot(gallery)).file(kSecond, one), (ReferenceFileRecord{"c.jpg", 6, 6}));
  EXPECT_EQ(References(Snapshot(gallery)).file(kFirst, two), (ReferenceFileRecord{"b.jpg", 4, 4}));
}

TEST_F(DecisionStateTest, ThePhotosOfAForgottenPersonHaveNoNameAnyMore) {
  take({line(1, Verb::person, kFirst, "Ann"), line(2, Verb::teach, kFirst, "0000000000000001/a.jpg"),
        line(3, Verb::forget, kFirst)});
  EXPECT_TRUE(References(Snapshot(gallery)).files_of(kFirst).empty());
}

/// The log alone decides: a clock that was set back makes nobody the first.
TEST_F(DecisionStateTest, WhoWasThereFirstIsToldByTheOrderOfTheLines) {
  LogEntry early = line(2, Verb::person, kSecond, "Joey");
  early.time_ns = 0;
  take({line(1, Verb::person, kFirst, "Joe"), early});
  const Snapshot snapshot(gallery);
  EXPECT_LT(People(snapshot).find(kFirst)->turn(), People(snapshot).find(kSecond)->turn());
  EXPECT_LT(People(snapshot).find(kSecond)->turn(), PersonRecord{}.turn()) << "whom the log does not know comes last";
}

TEST_F(DecisionStateTest, WhatIsRedoneCountsAgainUntilItIsUndoneOnceMore) {
  const auto about = [](std::uint64_t seq, Verb verb, std::uint64_t group) {
    LogEntry entry = line(seq, verb, kNobody);
    entry.ref = group;
    return entry;
  };
  std::vector<LogEntry> lines = {line(1, Verb::person, kFirst, "Ann"), line(2, Verb::hide, kFirst),
                                 about(3, Verb::undo, 2)};
  const auto is_hidden = [&] {
    return state_after(lines_that_count(lines)).people[kFirst].visibility == Visibility::hidden;
  };
  EXPECT_FALSE(is_hidden());
  lines.push_back(about(4, Verb::redo, 2));
  EXPECT_TRUE(is_hidden());
  lines.push_back(about(5, Verb::undo, 2));
  EXPECT_FALSE(is_hidden());
}

/// A crash may come between the line and the rewriting of the log.
TEST_F(DecisionStateTest, WhatWasSaidOfAForgottenPersonDoesNotCountAnyMore) {
  LogEntry about = line(2, Verb::is, kFirst);
  about.image = ImageKey{{1}, 40, 30};
  EXPECT_EQ(state_after({line(1, Verb::person, kFirst, "Ann"), about}).decisions.size(), 1U);
  EXPECT_TRUE(
      state_after({line(1, Verb::person, kFirst, "Ann"), about, line(3, Verb::forget, kFirst)}).decisions.empty());
}

TEST_F(DecisionStateTest, ANumberThatIsTakenIsNotGivenToANamesake) {
  constexpr PersonId kThird{13};
  take({line(1, Verb::person, kFirst, "Ann"), line(2, Verb::person, kSecond, "Ann 2"),
        line(3, Verb::person, kThird, "ann")});
  const Snapshot snapshot(gallery);
  EXPECT_EQ(People(snapshot).named("Ann 2"), kSecond);
  EXPECT_EQ(People(snapshot).named("ann 3"), kThird);
}

}  // namespace
}  // namespace facefs::test
