// SPDX-License-Identifier: Apache-2.0
#include "index/storage/expendable.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "index/values/record_codec.h"
#include "support/temporary_directory.h"

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

/// Our handlers would make a note of a damaged gallery, or wait for a loop that the process does not have.
TEST(Expendable, TakesNoneOfOurHandlersOfSignals) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGTERM, SIGINT, SIGHUP}) {
    const auto before = std::signal(signal, [](int) { ::_exit(0); });
    EXPECT_NE(outcome_of([&] { std::raise(signal); }).how, How::done) << signal;
    std::signal(signal, before);
  }
}

/// The lock on the data folder, for example, must not outlive this process.
TEST(Expendable, HasNothingOpenThatWeHave) {
  const TemporaryDirectory folder;
  const UniqueFd lock(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  const UniqueFd file(::fcntl(lock.get(), F_DUPFD_CLOEXEC, 10));  // above the descriptor that tells its sentence
  ASSERT_TRUE(file);
  const Outcome outcome = outcome_of([&] {
    if (::fcntl(file.get(), F_GETFD) != -1) throw std::runtime_error("it is open");
  });
  EXPECT_EQ(outcome.how, How::done) << outcome.sentence;
}

TEST(Expendable, GivesWayToEverythingWhereItIsTold) {
  const auto priority_of = [](Expendable::Priority asked) {
    return Expendable(
               [] {
                 const auto disk = ::syscall(SYS_ioprio_get, 1, 0);
                 throw std::runtime_error(std::to_string(::getpriority(PRIO_PROCESS, 0)) + " " +
                                          std::to_string(disk >> 13));
               },
               asked)
        .wait()
        .sentence;
  };
  EXPECT_EQ(priority_of(Expendable::Priority::lowest), "19 3");
  EXPECT_NE(priority_of(Expendable::Priority::usual), "19 3");
}

}  // namespace
}  // namespace facefs::test
