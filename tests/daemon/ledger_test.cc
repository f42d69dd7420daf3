// SPDX-License-Identifier: Apache-2.0
#include "daemon/ledger.h"

#include <gtest/gtest.h>

#include <thread>

namespace facefs::test {
namespace {

using Kind = Ledger::Kind;

TEST(Ledger, IsPastAtOnceWhenNothingIsUnderWay) {
  Ledger ledger;
  bool past = false;
  ledger.when_past([&] { past = true; });
  EXPECT_TRUE(past);
}

TEST(Ledger, WaitsForWhatHadBegunAndForNothingLater) {
  Ledger ledger;
  Token before = ledger.begin(Kind::photo);
  bool past = false;
  ledger.when_past([&] { past = true; });
  const Token later = ledger.begin(Kind::photo);
  EXPECT_FALSE(past);
  before.reset();
  EXPECT_TRUE(past);
}

TEST(Ledger, WaitsForEveryCopyOfAToken) {
  Ledger ledger;
  Token token = ledger.begin(Kind::other);
  Token copy = token;
  bool past = false;
  ledger.when_past([&] { past = true; });
  token.reset();
  EXPECT_FALSE(past);
  copy.reset();
  EXPECT_TRUE(past);
}

TEST(Ledger, LetsNoWorkEndBeforeItsParts) {
  Ledger ledger;
  Token scan = ledger.begin(Kind::other);
  bool past = false;
  ledger.when_past([&] { past = true; });
  Token found = ledger.begin(Kind::photo, scan);  // what an older scan finds is older work, however late it is found
  scan.reset();
  EXPECT_FALSE(past);
  found.reset();
  EXPECT_TRUE(past);
}

TEST(Ledger, CountsPhotosAlone) {
  Ledger ledger;
  const Token other = ledger.begin(Kind::other);
  Token photo = ledger.begin(Kind::photo);
  EXPECT_EQ(ledger.photos(), 1U);
  photo.reset();
  EXPECT_EQ(ledger.photos(), 0U);
}

TEST(Ledger, CountsAPhotoNoMoreOnceItIsInTheGalleryButStillWaitsForIt) {
  Ledger ledger;
  Token photo = ledger.begin(Kind::photo);
  photo->photo_is_in();
  EXPECT_EQ(ledger.photos(), 0U);
  bool past = false;
  ledger.when_past([&] { past = true; });
  EXPECT_FALSE(past);
  EXPECT_FALSE(ledger.is_idle());
  photo.reset();
  EXPECT_TRUE(past);
  EXPECT_TRUE(ledger.is_idle());
}

TEST(Ledger, HoldsUnderManyThreads) {
  Ledger ledger;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        Token token = ledger.begin(Kind::photo);
        Token copy = token;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ledger.photos(), 0U);
  bool past = false;
  ledger.when_past([&] { past = true; });
  EXPECT_TRUE(past);
}

TEST(Ledger, WaitsForAllThatWereJoined) {
  Ledger ledger;
  Token first = ledger.begin(Ledger::Kind::photo), second = ledger.begin(Ledger::Kind::photo);
  Token both = joined({first, second});
  int past = 0;
  ledger.when_past([&] { ++past; });
  ledger.when_past([&] { ++past; });
  first.reset();
  second.reset();
  EXPECT_EQ(past, 0);
  EXPECT_EQ(ledger.photos(), 2U);
  both.reset();
  EXPECT_EQ(past, 2) << "whoever waits";
  EXPECT_EQ(ledger.photos(), 0U) << "photos that were given up, too";
}

}  // namespace
}  // namespace facefs::test
