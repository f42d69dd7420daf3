// SPDX-License-Identifier: Apache-2.0
#include "index/expendable.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "index/record_codec.h"

namespace facefs::test {
namespace {

using How = Outcome::How;

TEST(Expendable, TellsThatItsWorkIsDone) {
  EXPECT_EQ(outcome_of([] {}).how, How::done);
}

TEST(Expendable, TellsTheSentenceOfAnException) {
  const Outcome outcome = outcome_of([] { throw std::runtime_error("no room"); });
  EXPECT_EQ(outcome.how, How::failed);
  EXPECT_EQ(outcome.sentence, "no room");
  EXPECT_FALSE(outcome.is_damage);
  EXPECT_TRUE(outcome_of([] { throw BadRecord("a flipped bit"); }).is_damage);
}

TEST(Expendable, DiesInOurPlace) {
  EXPECT_EQ(outcome_of([] { std::raise(SIGBUS); }).how, How::died);
  EXPECT_EQ(outcome_of([] { std::abort(); }).how, How::died);
  EXPECT_EQ(outcome_of([] { std::raise(SIGKILL); }).how, How::ended) << "that says nothing of its work";
}

TEST(Expendable, ChangesNothingOfOurs) {
  int number = 1;
  EXPECT_EQ(outcome_of([&] { number = 2; }).how, How::done);
  EXPECT_EQ(number, 1);
}

TEST(Expendable, EndsWhenNobodyWaitsForItAnyMore) {
  const auto begin = std::chrono::steady_clock::now();
  {
    const Expendable endless([] { std::this_thread::sleep_for(std::chrono::hours(1)); });
    EXPECT_FALSE(endless.ends_within(std::chrono::milliseconds(20)));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace
}  // namespace facefs::test
