// SPDX-License-Identifier: Apache-2.0
#include "index/decisions/log_sentences.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

constexpr PersonId kAnn{11}, kBen{12};

class Sentences : public testing::Test {
 protected:
  TemporaryDirectory folder;
  DecisionLog log{folder / "decisions.log"};

  static LogEntry line(Verb verb, PersonId person, const std::string& name = {}) {
    LogEntry entry;
    entry.verb = verb;
    entry.person = person;
    entry.name = name;
    return entry;
  }
  /// Writes one act to the log and returns its group.
  std::uint64_t say(std::vector<LogEntry> lines) { return log.append(std::move(lines)).front().group; }
  void take_back(std::uint64_t group) {
    LogEntry undo = line(Verb::undo, kNobody);
    undo.ref = group;
    log.append(undo);
  }
  std::string last() const { return sentences_of(log).back().sentence; }
};

TEST_F(Sentences, CallSomebodyWhoseComingWasTakenBackAsBefore) {
  const std::uint64_t named = say({line(Verb::person, kAnn, "Ann"), line(Verb::is, kAnn, "a.jpg")});
  EXPECT_EQ(last(), "a.jpg is Ann");
  take_back(named);
  EXPECT_EQ(last(), "a.jpg is Ann");
  EXPECT_TRUE(sentences_of(log).back().undone);
}

TEST_F(Sentences, TellOfAPersonWhoComesAlreadyShownThatTheyAreNew) {
  say({line(Verb::person, kAnn, "Ann"), line(Verb::show, kAnn)});
  EXPECT_EQ(last(), "Ann is new");
  say({line(Verb::show, kAnn)});
  EXPECT_EQ(last(), "Ann is shown");
}

TEST_F(Sentences, TellTheThresholdAndThatItIsTakenAway) {
  say({line(Verb::person, kAnn, "Ann")});
  say({line(Verb::certain, kAnn, "0.4000")});
  EXPECT_EQ(last(), "Ann is certain up to a distance of 0.4000");
  say({line(Verb::certain, kAnn)});
  EXPECT_EQ(last(), "Ann is as certain as everybody else");
}

TEST_F(Sentences, NameAForgottenPersonOnlyWhileTheLogDoes) {
  say({line(Verb::person, kAnn, "Ann")});
  say({line(Verb::forget, kAnn)});
  EXPECT_EQ(last(), "Ann was forgotten for good");
  say({line(Verb::forget, kNobody)});
  EXPECT_EQ(last(), "somebody was forgotten for good");
}

/// A cluster that gets a hidden person's name shows that person in the same act.
TEST_F(Sentences, CountThePhotosThatAreSpokenOfAlone) {
  say({line(Verb::person, kAnn, "Ann")});
  say({line(Verb::show, kAnn), line(Verb::is, kAnn, "a.jpg")});
  EXPECT_EQ(last(), "a.jpg is Ann");
}

TEST_F(Sentences, TellWhatBecameOfAPin) {
  say({line(Verb::pin, kNobody, "at sea/#00000000000000b")});
  EXPECT_EQ(last(), "a query is pinned as at sea");
  say({line(Verb::unpin, kNobody, "at sea")});
  EXPECT_EQ(last(), "the pin at sea is taken away");
}

TEST_F(Sentences, TellWhoIsWhoAndWhatTeaches) {
  say({line(Verb::person, kAnn, "Ann")});
  say({line(Verb::person, kBen, "Ben")});
  say({line(Verb::merge, kBen, text_of(kAnn))});
  EXPECT_EQ(last(), "Ben is Ann");
  say({line(Verb::teach, kAnn, "0123456789abcdef/a.jpg")});
  EXPECT_EQ(last(), "a.jpg teaches who Ann is");
  say({line(Verb::rename, kAnn, "Anna")});
  EXPECT_EQ(last(), "a person is called Anna now");
  say({line(Verb::hide, kBen)});
  EXPECT_EQ(last(), "Ben is not shown any more");
}

}  // namespace
}  // namespace facefs::test
