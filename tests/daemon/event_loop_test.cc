// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_loop.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

class ATimer : public testing::Test {
 protected:
  boost::asio::io_context io;
  AsioLoop loop{io};
  std::unique_ptr<Timer> timer = loop.make_timer();
  int called = 0;

  void start(std::chrono::nanoseconds after) {
    timer->start(after, [this] { ++called; });
  }
};

TEST_F(ATimer, CallsOnce) {
  start(1ms);
  io.run();
  EXPECT_EQ(called, 1);
}

TEST_F(ATimer, CallsNobodyWhenItWasCancelled) {
  start(1ms);
  timer->cancel();
  io.run();
  EXPECT_EQ(called, 0);
}

/// The call may wait in the loop already when another one cancels it.
TEST_F(ATimer, CallsNobodyWhenItWasCancelledInTheSameTurnOfTheLoop) {
  auto other = loop.make_timer();
  other->start(0ns, [&] { timer->cancel(); });
  start(0ns);
  io.run();
  EXPECT_EQ(called, 0);
}

TEST_F(ATimer, CallsForItsLastStartAlone) {
  start(0ns);
  start(1ms);
  io.run();
  EXPECT_EQ(called, 1);
}

TEST_F(ATimer, CallsNobodyWhenItIsGone) {
  start(0ns);
  timer.reset();
  io.run();
  EXPECT_EQ(called, 0);
}

TEST_F(ATimer, MayBeStartedAgainFromItsOwnCall) {
  timer->start(0ns, [this] { start(0ns); });
  io.run();
  EXPECT_EQ(called, 1);
}

TEST(AnEventLoop, CallsWhatIsPostedLater) {
  boost::asio::io_context io;
  AsioLoop loop{io};
  bool called = false;
  loop.post([&] { called = true; });
  EXPECT_FALSE(called);
  io.run();
  EXPECT_TRUE(called);
}

}  // namespace
}  // namespace facefs::test
