// SPDX-License-Identifier: Apache-2.0
#include "index/said.h"

#include <gtest/gtest.h>

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

class SaidTest : public testing::Test {
 protected:
  TemporaryDirectory folder;
  Gallery gallery{folder / "gallery", {"/photos"}};

  void take(const std::vector<LogEntry>& lines) {
    Update update(gallery);
    adopt(update, sum_of(lines));
    update.commit();
  }
};

/// Ann was forgotten, a crash kept her lines in the log, and somebody else has been called Ann since.
TEST_F(SaidTest, AForgottenPersonTakesNobodysName) {
  const std::vector<LogEntry> lines = {line(1, Verb::person, kFirst, "Ann"), line(2, Verb::forget, kFirst),
                                       line(3, Verb::person, kSecond, "Ann")};
  const Said said = sum_of(lines);
  EXPECT_FALSE(said.people.contains(kFirst));
  EXPECT_EQ(said.forgotten, std::vector{kFirst}) << "what is left of her is still to be erased";
  take(lines);
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.person_named("Ann"), kSecond);
  EXPECT_EQ(snapshot.people().size(), 1U);
}

/// As when a program goes on with its burst, in a log that another machine has merged.
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
  const Said said = sum_of(lines_that_count(log));
  EXPECT_FALSE(said.people.contains(kFirst));
  EXPECT_TRUE(said.people.contains(kSecond));
}

TEST_F(SaidTest, TwoPeopleWithOneNameArePartedAndTheLaterOneGetsANumber) {
  take({line(1, Verb::person, kSecond, "Ann"), line(2, Verb::person, kFirst, "ann")});
  const Snapshot snapshot(gallery);
  EXPECT_EQ(snapshot.person_named("Ann"), kSecond);
  EXPECT_EQ(snapshot.person_named("ann 2"), kFirst);
}

TEST_F(SaidTest, ANameThatIsSomebodysIsNotTakenAndALostOneIsFoundAgain) {
  Update update(gallery);
  update.add_person(kFirst, {"Ann", true, 1});
  update.add_person(kSecond, {"Ann", true, 2});
  EXPECT_EQ(update.person_named("Ann"), kFirst);
  update.erase_person(kFirst);
  EXPECT_FALSE(update.person_named("Ann"));
  update.mend_names();
  EXPECT_EQ(update.person_named("Ann"), kSecond);
}

}  // namespace
}  // namespace facefs::test
