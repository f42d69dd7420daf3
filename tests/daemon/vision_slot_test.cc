// SPDX-License-Identifier: Apache-2.0
// The pool's rules without a process: how often a photo is tried, how long it may take, and what happens to workers
// that do not start.
#include "daemon/vision_slot.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <csignal>

#include "daemon/vision_pool.h"
#include "support/acted_workers.h"
#include "support/told_loop.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PoolWithoutProcesses : public testing::Test {
 protected:
  ToldLoop* loop = nullptr;
  ActedWorkers* workers = nullptr;
  std::vector<std::string> done;  // "name", or "name: reason"
  int identified = 0;
  int problems_told = 0;
  std::unique_ptr<VisionPool> pool = made(1);

  std::unique_ptr<VisionPool> made(unsigned count) {
    auto told_loop = std::make_unique<ToldLoop>();
    auto acted_workers = std::make_unique<ActedWorkers>();
    loop = told_loop.get();
    workers = acted_workers.get();
    auto pool_made =
        std::make_unique<VisionPool>(VisionPoolParts{std::move(told_loop), std::move(acted_workers)}, count, 60s);
    pool_made->on_problem_changed([this] { ++problems_told; });
    return pool_made;
  }
  VisionJob job(const std::string& name) {
    VisionJob made;
    made.photo = std::make_shared<UniqueFd>(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    made.identify = [this](const PhotoReading&) { return ++identified, Proceed{}; };
    made.done = [this, name](const VisionReply& reply) {
      const auto* why = std::get_if<Unreadable>(&reply.result);
      done.push_back(why ? name + ": " + std::string(name_of(why->reason)) : name);
    };
    return made;
  }
  VisionJob urgent_job(const std::string& name) {
    VisionJob made = job(name);
    made.is_urgent = true;
    return made;
  }
  void submit(const std::string& name) { pool->submit(job(name)); }
  /// Returns the worker that was started last, now ready and with a photo.
  ActedWorkers::Worker& ready_worker() {
    workers->last().get_ready();
    return workers->last();
  }
  /// Ends the photo's workers by that signal, each as soon as it is ready.
  void end_each_by(int signal, int times) {
    for (int i = 0; i < times; ++i) {
      ready_worker().end_by(signal);
      loop->run_posted();
    }
  }
};

TEST_F(PoolWithoutProcesses, StartsNoWorkerBeforeThereIsAPhoto) {
  EXPECT_THAT(workers->made, IsEmpty());
}

TEST_F(PoolWithoutProcesses, ReadsOnePhotoAfterTheOtherWithOneWorker) {
  submit("a");
  submit("b");
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a"));
  workers->last().read();
  EXPECT_THAT(done, ElementsAre("a", "b"));
  EXPECT_EQ(workers->made.size(), 1U);
}

TEST_F(PoolWithoutProcesses, TakesAnUrgentPhotoNext) {
  submit("a");
  submit("b");
  pool->submit(urgent_job("reference"));
  auto& worker = ready_worker();
  for (int i = 0; i < 3; ++i) worker.read();
  EXPECT_THAT(done, ElementsAre("a", "reference", "b"));
}

TEST_F(PoolWithoutProcesses, TellsAWorkerOnceWhetherToProceed) {
  submit("a");
  auto& worker = ready_worker();
  worker.identify();
  EXPECT_EQ(identified, 1);
  EXPECT_EQ(worker.words.size(), 1U);
  worker.identify();  // which no honest worker does
  EXPECT_EQ(identified, 1);
  EXPECT_FALSE(worker.lives);
}

// ---- How often a photo is tried.

TEST_F(PoolWithoutProcesses, TriesAPhotoThatCrashesItsWorkerThreeTimes) {
  submit("bad");
  end_each_by(SIGSEGV, 2);
  EXPECT_THAT(done, IsEmpty());
  end_each_by(SIGSEGV, 1);
  EXPECT_THAT(done, ElementsAre("bad: crashed"));
  EXPECT_EQ(workers->made.size(), 3U) << "each in a fresh one";
}

TEST_F(PoolWithoutProcesses, ReadsAPhotoAtItsThirdTry) {
  submit("a");
  end_each_by(SIGSEGV, 2);
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a"));
}

TEST_F(PoolWithoutProcesses, CallsWhatASignalFromOutsideEndedKilled) {
  for (const int signal : {SIGKILL, SIGTERM, SIGINT}) {
    done.clear();
    submit("a");
    end_each_by(signal, 3);
    EXPECT_THAT(done, ElementsAre("a: killed")) << signal;
  }
}

TEST_F(PoolWithoutProcesses, CallsWhatTheProgramItselfEndedByCrashed) {
  for (const int signal : {0, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS, SIGTRAP}) {
    done.clear();
    submit("a");
    end_each_by(signal, 3);
    EXPECT_THAT(done, ElementsAre("a: crashed")) << signal;
  }
}

TEST_F(PoolWithoutProcesses, BlamesNoPhotoForTheEndOfTheForkServer) {
  submit("a");
  for (unsigned number = 1; number <= 9; ++number) {
    auto& worker = ready_worker();
    workers->ended.insert(number);
    workers->fork_server = number + 1;
    worker.end_by(SIGKILL);
    loop->run_posted();
  }
  EXPECT_THAT(done, IsEmpty()) << "nine times";
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a"));
}

TEST_F(PoolWithoutProcesses, GivesAPhotoUpThatTheTenthForkServerEndsWith) {
  submit("a");
  for (unsigned number = 1; number <= 10; ++number) {
    auto& worker = ready_worker();
    workers->ended.insert(number);
    workers->fork_server = number + 1;
    worker.end_by(SIGKILL);
    loop->run_posted();
  }
  EXPECT_THAT(done, ElementsAre("a: killed"));
}

TEST_F(PoolWithoutProcesses, EndsAWorkerThatTalksNonsense) {
  submit("a");
  auto& worker = ready_worker();
  worker.talk_nonsense();
  EXPECT_FALSE(worker.lives);
  loop->run_posted();
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a"));
}

TEST_F(PoolWithoutProcesses, EndsAWorkerThatAnswersAboutAnotherPhoto) {
  submit("a");
  auto& worker = ready_worker();
  worker.say({worker.id() + 1, PhotoReading{}});
  EXPECT_FALSE(worker.lives);
  EXPECT_THAT(done, IsEmpty());
}

TEST_F(PoolWithoutProcesses, EndsAWorkerThatAnswersBeforeItsFirstWord) {
  submit("a");
  auto& worker = workers->last();
  worker.read();
  EXPECT_FALSE(worker.lives);
  EXPECT_THAT(done, IsEmpty());
}

// ---- How long it may take.

TEST_F(PoolWithoutProcesses, KillsAWorkerThatUsesMoreProcessorTimeThanTheLimit) {
  submit("slow");
  auto& worker = ready_worker();
  worker.used = 60s;
  loop->pass(60s);
  EXPECT_FALSE(worker.lives);
  EXPECT_THAT(done, ElementsAre("slow: too-slow")) << "and does not try again";
}

TEST_F(PoolWithoutProcesses, KillsAWorkerThatUsesNoneForAsLong) {
  submit("hangs");
  auto& worker = ready_worker();
  worker.used = 1s;
  loop->pass(60s);
  EXPECT_TRUE(worker.lives) << "it has done something";
  loop->pass(60s);
  EXPECT_THAT(done, ElementsAre("hangs: too-slow"));
}

TEST_F(PoolWithoutProcesses, LeavesAWorkerItsTimeOnABusyMachine) {
  submit("a");
  auto& worker = ready_worker();
  for (int minute = 1; minute < 60; ++minute) {
    worker.used = minute * 1s;
    loop->pass(60s);
  }
  EXPECT_TRUE(worker.lives);
  worker.read();
  EXPECT_THAT(done, ElementsAre("a"));
}

TEST_F(PoolWithoutProcesses, CountsAPhotosTimeFromItsOwnStart) {
  submit("a");
  submit("b");
  auto& worker = ready_worker();
  worker.used = 59s;
  loop->pass(59s);
  worker.read();
  worker.used = 61s;
  loop->pass(59s);
  EXPECT_TRUE(worker.lives);
}

TEST_F(PoolWithoutProcesses, WatchesNobodyWhoHasNoPhoto) {
  submit("a");
  auto& worker = ready_worker();
  worker.read();
  loop->pass(24h);
  EXPECT_TRUE(worker.lives);
}

TEST_F(PoolWithoutProcesses, GivesAWorkerTwentySecondsMoreToLoadTheModels) {
  submit("a");
  auto& worker = workers->last();
  loop->pass(79s);
  EXPECT_TRUE(worker.lives);
  loop->pass(1s);
  EXPECT_FALSE(worker.lives);
  EXPECT_THAT(workers->hung, ElementsAre(1U)) << "its fork server hangs";
  EXPECT_THAT(done, IsEmpty()) << "it is no fault of the photo";
}

// ---- Which photos are alone.

TEST_F(PoolWithoutProcesses, ReadsPhotosBesideEachOther) {
  pool = made(2);
  submit("a");
  submit("b");
  EXPECT_EQ(workers->living().size(), 2U);
}

TEST_F(PoolWithoutProcesses, ReadsAPhotoThatNeedsToBeAloneWhenTheOthersAreDone) {
  pool = made(2);
  submit("large");
  submit("other");
  submit("third");
  const auto both = workers->living();
  both[0]->get_ready();
  both[1]->get_ready();
  both[0]->need_to_be_alone();
  EXPECT_EQ(both[0]->requests.size(), 1U) << "it waits for the other";
  both[1]->read();
  ASSERT_EQ(both[0]->requests.size(), 2U);
  EXPECT_TRUE(both[0]->requests.back().is_alone);
  EXPECT_EQ(both[1]->requests.size(), 1U) << "and the third waits for it";
  both[0]->read();
  EXPECT_THAT(done, ElementsAre("other", "large"));
  EXPECT_EQ(workers->made.size(), 2U);
}

TEST_F(PoolWithoutProcesses, EndsAWorkerThatAsksToBeAloneWhenItIs) {
  VisionJob large = job("large");
  large.is_alone = true;
  pool->submit(std::move(large));
  auto& worker = ready_worker();
  worker.need_to_be_alone();
  EXPECT_FALSE(worker.lives);
}

TEST_F(PoolWithoutProcesses, ReadsAPhotoWhoseWorkerWasKilledAloneTheNextTime) {
  pool = made(2);
  submit("a");
  submit("b");
  const auto both = workers->living();
  both[0]->get_ready();
  both[1]->get_ready();
  both[0]->end_by(SIGKILL);
  loop->run_posted();
  EXPECT_EQ(workers->made.size(), 2U) << "it waits for the other";
  both[1]->read();
  EXPECT_EQ(workers->made.size(), 3U);
  EXPECT_TRUE(workers->last().requests.back().is_alone);
}

// ---- Workers that do not start.

TEST_F(PoolWithoutProcesses, SaysWhyNoWorkerStartsAndKeepsThePhoto) {
  workers->can_start = false;
  submit("a");
  EXPECT_THAT(pool->problem(), HasSubstr("facefs-vision"));
  EXPECT_EQ(problems_told, 1);
  workers->can_start = true;
  loop->pass(2s);
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a"));
  EXPECT_EQ(pool->problem(), "");
  EXPECT_EQ(problems_told, 2);
}

TEST_F(PoolWithoutProcesses, TriesWorkersThatEndAtOnceEverMoreRarely) {
  submit("a");
  std::size_t made_before = 1;
  for (const std::chrono::seconds pause : {2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s}) {
    workers->last().talk_nonsense();  // gone before its first word
    loop->pass(pause - 1s);
    EXPECT_EQ(workers->made.size(), made_before) << pause.count();
    loop->pass(1s);
    EXPECT_EQ(workers->made.size(), ++made_before) << pause.count();
  }
  EXPECT_THAT(pool->problem(), HasSubstr("ends as soon as it is started"));
  EXPECT_EQ(workers->failed.size(), 8U) << "the fork server is told each time";
  EXPECT_THAT(done, IsEmpty());
}

TEST_F(PoolWithoutProcesses, PausesBrieflyAgainAfterAWorkerGotReady) {
  submit("a");
  for (const std::chrono::seconds pause : {2s, 4s, 8s}) {
    workers->last().talk_nonsense();
    loop->pass(pause);
  }
  ready_worker().end_by(SIGSEGV);
  loop->run_posted();
  workers->last().talk_nonsense();
  const std::size_t before = workers->made.size();
  loop->pass(2s);
  EXPECT_EQ(workers->made.size(), before + 1);
}

TEST_F(PoolWithoutProcesses, TakesAWorkerThatTakesNothingOutForGone) {
  submit("a");
  auto& worker = ready_worker();
  worker.read();
  worker.takes_words = false;
  submit("b");
  EXPECT_FALSE(worker.lives);
  loop->run_posted();
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a", "b"));
}

TEST_F(PoolWithoutProcesses, ReadsOtherPhotosWhileOneSlotPauses) {
  pool = made(2);
  submit("a");
  workers->last().talk_nonsense();  // its slot pauses; the photo waits
  submit("b");
  EXPECT_EQ(workers->living().size(), 1U);
  ready_worker().read();
  ready_worker().read();
  EXPECT_THAT(done, ElementsAre("a", "b"));
}

}  // namespace
}  // namespace facefs::test
