// SPDX-License-Identifier: Apache-2.0
#include "daemon/settle.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

class Settling : public testing::Test {
 protected:
  Clock::time_point now{};
  Ledger ledger;
  Settle<std::string> settle;
  void touch(const std::string& name, std::chrono::milliseconds quiet) {
    settle.touch(name, now + quiet, ledger.begin(Ledger::Kind::photo));
  }
};

TEST_F(Settling, WaitsUntilAFileHasBeenQuiet) {
  touch("a", 300ms);
  EXPECT_TRUE(settle.take(now + 299ms).empty());
  EXPECT_EQ(settle.take(now + 300ms).size(), 1U);
  EXPECT_TRUE(settle.take(now + 10s).empty());
}

TEST_F(Settling, FoldsABurstIntoOneAndBeginsTheQuietTimeAnew) {
  for (int i = 0; i < 100; ++i) {
    touch("a", 300ms);
    now += 100ms;
    EXPECT_TRUE(settle.take(now).empty());
  }
  EXPECT_EQ(settle.take(now + 300ms).size(), 1U);
}

TEST_F(Settling, EndsTheQuietTimeEarlierWhereItIsKnownToBeShorter) {
  touch("a", 1500ms);
  touch("a", 300ms);
  EXPECT_EQ(settle.next(), now + 300ms);
  EXPECT_EQ(settle.take(now + 300ms).size(), 1U);
}

TEST_F(Settling, KeepsTheOldestToken) {
  touch("a", 300ms);
  bool past = false;
  ledger.when_past([&] { past = true; });
  touch("a", 300ms);
  EXPECT_EQ(ledger.photos(), 1U);
  settle.take(now + 1s);
  EXPECT_TRUE(past);
}

TEST_F(Settling, SaysWhenItNextHasSomething) {
  EXPECT_FALSE(settle.next());
  touch("a", 500ms);
  touch("b", 200ms);
  EXPECT_EQ(settle.next(), now + 200ms);
  settle.take(now + 200ms);
  EXPECT_EQ(settle.next(), now + 500ms);
}

}  // namespace
}  // namespace facefs::test
