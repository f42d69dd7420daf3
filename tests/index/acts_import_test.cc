// SPDX-License-Identifier: Apache-2.0
// What was said on another machine.
#include <gmock/gmock.h>

#include "index/said.h"
#include "support/acts_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(Acts, AnImportTellsNothingThatIsKnownAndTurnsNothingRound) {
  act([&](Update& update) { say_is(update, log, mv, strangers, kJoey, {}, false); });
  std::vector<LogEntry> theirs = lines_that_count(log);  // another machine goes on from there
  LogEntry not_joey = theirs.back();
  not_joey.verb = Verb::is_not;
  not_joey.box.reset();
  theirs.push_back(not_joey);
  theirs.push_back(theirs[theirs.size() - 2]);  // ... and takes it back
  const auto before = sentences_of(log).size();
  act([&](Update& update) { import_said(update, log, {"facefs", 0}, theirs); });
  EXPECT_THAT(names_in(kJoeys), ElementsAre("both.jpg", "joey.jpg", "stranger.jpg")) << "the last word is theirs";
  EXPECT_EQ(sentences_of(log).size(), before + 1);
  act([&](Update& update) { import_said(update, log, {"facefs", 0}, theirs); });
  act([&](Update& update) { import_said(update, log, {"facefs", 0}, lines_that_count(log)); });
  EXPECT_EQ(sentences_of(log).size(), before + 1) << "what is known is not said again";
}

TEST_F(Acts, AnImportMergesIntoWhoeverHasThatNameHere) {
  constexpr PersonId kTheirJoey{98}, kJoe{99};
  std::vector<LogEntry> theirs(3);
  theirs[0].person = kTheirJoey;
  theirs[0].name = "Joey";
  theirs[1].person = theirs[2].person = kJoe;
  theirs[1].name = "Joe";
  theirs[2].verb = Verb::merge;
  theirs[2].name = text_of(kTheirJoey);
  act([&](Update& update) { import_said(update, log, {"facefs", 0}, theirs); });
  EXPECT_EQ(Snapshot(gallery).resolved(kJoe), kJoey);
}

TEST_F(Acts, AnImportSaysOfEverybodyInAQueryWhoThatIsHere) {
  constexpr PersonId kTheirJoey{98}, kTheirRoss{99};
  std::vector<LogEntry> theirs(3);
  theirs[0].person = kTheirJoey;
  theirs[0].name = "Joey";
  theirs[1].person = kTheirRoss;
  theirs[1].name = "Ross";
  theirs[2].verb = Verb::pin;
  theirs[2].name = "us/#" + text_of(kTheirJoey) + "+#" + text_of(kTheirRoss);
  act([&](Update& update) { import_said(update, log, {"facefs", 0}, theirs); });
  EXPECT_EQ(Snapshot(gallery).pin("us"), "#" + text_of(kJoey) + "+#" + text_of(kRoss));
}

TEST_F(Acts, AnImportOfNamesThatNobodyCanHaveIsRefusedWhole) {
  for (const char* name : {"a/b", "people", "", "JOEY\n"}) {
    LogEntry line;
    line.verb = Verb::person;
    line.person = static_cast<PersonId>(99);
    line.name = name;
    EXPECT_THROW(change([&](Update& update) { import_said(update, log, mv, {line}); }), std::runtime_error) << name;
  }
  LogEntry one, two;
  one.person = static_cast<PersonId>(98);
  two.person = static_cast<PersonId>(99);
  one.name = "Twin";
  two.name = "twin";
  EXPECT_THROW(change([&](Update& update) { import_said(update, log, mv, {one, two}); }), std::runtime_error);
}

}  // namespace
}  // namespace facefs::test
