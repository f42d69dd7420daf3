// SPDX-License-Identifier: Apache-2.0
#include "daemon/repair.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

class Repairs : public testing::Test {
 protected:
  Ledger ledger;
  Repair::Clock::time_point now{};  // set by hand
  Repair repair{[this] { return ledger.begin(Ledger::Kind::other); }, 20s};

  Token photo() { return ledger.begin(Ledger::Kind::photo); }
};

TEST_F(Repairs, NeedNothingAtFirst) {
  EXPECT_FALSE(repair.is_needed());
  EXPECT_FALSE(repair.is_search_due(now));
  EXPECT_FALSE(repair.is_mending_due(now));
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(Repairs, LookForWhatWasLostAfterAPauseAndNotBefore) {
  repair.note_lost(now);
  EXPECT_TRUE(repair.is_needed());
  EXPECT_FALSE(repair.is_search_due(now + 19s));
  EXPECT_TRUE(repair.is_search_due(now + 20s));
  EXPECT_FALSE(repair.is_mending_due(now + 20s)) << "nothing is damaged";
}

TEST_F(Repairs, LookLaterStillWhileTheCauseIsThere) {
  repair.note_lost(now);
  now += 20s;
  repair.postpone_search(now);
  EXPECT_FALSE(repair.is_search_due(now));
  EXPECT_TRUE(repair.is_search_due(now + 20s));
}

TEST_F(Repairs, CountFromTheLastLoss) {
  repair.note_lost(now);
  repair.note_lost(now + 15s);
  EXPECT_FALSE(repair.is_search_due(now + 20s));
  EXPECT_TRUE(repair.is_search_due(now + 35s));
}

TEST_F(Repairs, KeepEverybodyWaitingUntilTheSearchHasEnded) {
  repair.note_lost(now);
  EXPECT_FALSE(ledger.is_idle()) << "also where nobody waited yet";
  repair.begin_search();
  Token search = repair.search_work();
  repair.let_go_when_done();
  EXPECT_TRUE(repair.is_waited_for()) << "it is still looked for";
  search.reset();
  repair.let_go_when_done();
  EXPECT_FALSE(repair.is_waited_for());
  EXPECT_TRUE(ledger.is_idle());
}

TEST_F(Repairs, GoOnKeepingThemWhenSomethingIsLostDuringTheSearch) {
  repair.note_lost(now);
  repair.begin_search();
  Token search = repair.search_work();
  repair.note_lost(now + 1s);
  search.reset();
  repair.let_go_when_done();
  EXPECT_TRUE(repair.is_waited_for());
  EXPECT_TRUE(repair.is_search_due(now + 21s));
}

TEST_F(Repairs, CountAPhotoAsInOnceItWaits) {
  repair.note_lost(now);
  repair.hold(photo());
  EXPECT_EQ(ledger.photos(), 0U) << "or the scan that finds it again would wait for it";
  EXPECT_FALSE(ledger.is_idle());
}

TEST_F(Repairs, HoldNoMoreTokensThanAreEnough) {
  repair.note_lost(now);
  for (int i = 0; i < 10'000; ++i) repair.hold(photo());
  const Token last = photo();
  repair.hold(last);
  EXPECT_EQ(last.use_count(), 1) << "whoever waits for it waits for what began before it";
}

TEST_F(Repairs, WaitForNothingWhereThereIsNoToken) {
  repair.hold(nullptr);
  EXPECT_FALSE(repair.is_waited_for());
}

TEST_F(Repairs, MendDamageAtOnceAndTryAgainAfterAPause) {
  repair.note_damage("a flipped bit");
  EXPECT_TRUE(repair.is_mending_due(now));
  EXPECT_EQ(repair.damage(), "a flipped bit");
  repair.begin_mending(now, {});  // which fails
  EXPECT_FALSE(repair.is_mending_due(now + 19s));
  EXPECT_TRUE(repair.is_mending_due(now + 20s));
}

TEST_F(Repairs, MendBeforeTheyLookForWhatWasLost) {
  repair.note_lost(now);
  repair.note_damage("a flipped bit");
  EXPECT_FALSE(repair.is_search_due(now + 20s));
  EXPECT_TRUE(repair.is_mending_due(now + 20s));
}

TEST_F(Repairs, NeedNothingMoreOnceMended) {
  repair.note_lost(now);
  repair.note_damage("a flipped bit");
  repair.begin_mending(now, {});
  repair.end_mending();
  EXPECT_FALSE(repair.is_needed()) << "mending looks for everything, too";
  repair.note_damage("another one");
  EXPECT_TRUE(repair.is_mending_due(now)) << "the pause was of the damage before";
}

TEST_F(Repairs, LetThoseWhoWaitedForMatchingWaitForTheGalleryMadeAgain) {
  repair.note_damage("a flipped bit");
  Token matching = ledger.begin(Ledger::Kind::other);
  repair.begin_mending(now, {matching});
  matching.reset();
  repair.end_mending();
  Token search = repair.search_work();
  repair.let_go_when_done();
  EXPECT_FALSE(ledger.is_idle());
  search.reset();
  repair.let_go_when_done();
  EXPECT_TRUE(ledger.is_idle());
}

}  // namespace
}  // namespace facefs::test
