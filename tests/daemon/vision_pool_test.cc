// SPDX-License-Identifier: Apache-2.0
// The pool with real workers, which are ended in the middle of a photo: while they wait for the word to proceed.
#include "daemon/vision_pool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "daemon/forked_worker.h"
#include "daemon/photo_bytes.h"
#include "support/eventually.h"
#include "support/photo_factory.h"
#include "support/temporary_directory.h"
#include "support/workers.h"
#include "system/durable_file.h"

namespace facefs::test {
namespace {

class Pool : public testing::Test {
 protected:
  boost::asio::io_context loop;
  VisionPool pool{forked_workers(loop, {programs() / "facefs-vision", models_folder()}), 2, std::chrono::seconds(30)};
  std::atomic<bool> never = false;

  VisionJob job(
      std::optional<VisionReply>& reply, std::function<void()> in_the_middle = [] {}) {
    VisionJob job;
    job.request.task = ReadFaces{Purpose::photo};
    job.photo = std::get<PhotoBytes>(read_photo_bytes(open_photo(photo("obama.jpg").string()), never)).memory;
    job.identify = [in_the_middle = std::move(in_the_middle)](const PhotoReading&) {
      in_the_middle();
      return Proceed{};
    };
    job.done = [&reply](VisionReply said) { reply = std::move(said); };
    return job;
  }

  /// Reads a photo. In the middle of it every worker is sent the signal, `times` times.
  VisionReply read_while_sending(int signal, int times) {
    std::optional<VisionReply> reply;
    pool.submit(job(reply, [signal, times, sent = std::make_shared<int>(0)] {
      if (++*sent > times) return;
      for (const pid_t worker : workers()) ::kill(worker, signal);
    }));
    run_until([&] { return reply.has_value(); });
    return reply.value_or(VisionReply{});
  }

  void run_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(180);
    while (!condition() && std::chrono::steady_clock::now() < end) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(50));
    }
  }

  static Unreadable verdict(const VisionReply& reply) {
    const auto* unreadable = std::get_if<Unreadable>(&reply.result);
    return unreadable ? *unreadable : Unreadable{Reason::empty, "it was read"};
  }
};

TEST_F(Pool, CallsAPhotoKilledWhoseWorkersWereKilledFromOutside) {
  const Unreadable why = verdict(read_while_sending(SIGKILL, 3));
  EXPECT_EQ(why.reason, Reason::killed);
  EXPECT_TRUE(may_pass(why.reason));
  EXPECT_NE(why.sentence.find("rescan"), std::string::npos) << why.sentence;
}

TEST_F(Pool, CallsAPhotoCrashedWhoseWorkersCrashed) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS}) {
    const Unreadable why = verdict(read_while_sending(signal, 3));
    EXPECT_EQ(why.reason, Reason::crashed) << signal;
    EXPECT_FALSE(may_pass(why.reason));
  }
}

TEST(PoolOfAProgramThatIsIll, SaysSoAndReadsThePhotoThatWaitedOnceItIsWell) {
  const TemporaryDirectory folder;
  const std::filesystem::path program = folder / "facefs-vision";
  write_bytes(program, "#!/bin/sh\nexit 1\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  boost::asio::io_context loop;
  VisionPool pool{forked_workers(loop, {program, models_folder()}), 1, std::chrono::seconds(30)};
  int told = 0;
  pool.on_problem_changed([&] { ++told; });
  std::optional<VisionReply> reply;
  VisionJob job;
  job.request.task = ReadFaces{Purpose::photo};
  job.photo = in_memory(bytes_of(photo("obama.jpg")));
  job.done = [&reply](VisionReply said) { reply = std::move(said); };
  pool.submit(std::move(job));
  const auto runs_until = [&](const std::function<bool()>& condition) {
    return eventually(
        [&] {
          loop.restart();
          loop.run_one_for(std::chrono::milliseconds(50));
          return condition();
        },
        std::chrono::seconds(60));
  };
  ASSERT_TRUE(runs_until([&] { return !pool.problem().empty(); }));
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(reply) << "it is no fault of the photo";
  std::filesystem::remove(program);
  std::filesystem::create_symlink(programs() / "facefs-vision", program);
  ASSERT_TRUE(runs_until([&] { return reply.has_value(); }));
  EXPECT_TRUE(std::holds_alternative<PhotoReading>(reply->result));
  EXPECT_EQ(pool.problem(), "");
  EXPECT_EQ(told, 2);
}

TEST_F(Pool, ReadsAPhotoAtTheThirdTry) {
  const VisionReply reply = read_while_sending(SIGKILL, 2);
  ASSERT_TRUE(std::holds_alternative<PhotoReading>(reply.result)) << verdict(reply).sentence;
  EXPECT_EQ(std::get<PhotoReading>(reply.result).faces.size(), 1U);
}

TEST_F(Pool, ReadsAPhotoHoweverOftenTheForkServerWasEndedMeanwhile) {
  constexpr int kTimes = 4;  // more than a photo has tries
  std::optional<VisionReply> reply;
  int ended = 0;
  pool.submit(job(reply, [&] {
    if (++ended > kTimes) return;
    for (const pid_t fork_server : children_of(::getpid())) ::kill(fork_server, SIGKILL);
  }));
  run_until([&] { return reply.has_value(); });
  ASSERT_TRUE(reply);
  EXPECT_TRUE(std::holds_alternative<PhotoReading>(reply->result)) << verdict(*reply).sentence;
  EXPECT_EQ(ended, kTimes + 1);
}

TEST_F(Pool, LeavesAPhotoAloneWithTheWorkersThatIsToBe) {
  std::optional<VisionReply> before, alone, after;
  bool was_alone = false;
  VisionJob large = job(alone, [&] { was_alone = before && !after; });
  large.is_alone = true;
  bool large_is_done = false;
  large.done = [&, done = std::move(large.done)](const VisionReply& reply) {
    large_is_done = true;
    done(reply);
  };
  bool came_too_early = false;
  pool.submit(job(before));
  pool.submit(std::move(large));
  pool.submit(job(after, [&] { came_too_early = !large_is_done; }));
  run_until([&] { return before && alone && after; });
  ASSERT_TRUE(before && alone && after);
  EXPECT_TRUE(was_alone);
  EXPECT_FALSE(came_too_early);
}

/// Memory was short, most likely, and would be short again with another photo beside it.
TEST_F(Pool, TriesAPhotoWhoseWorkerWasKilledAgainWhenNoOtherIsRead) {
  std::optional<VisionReply> killed, other;
  int times = 0;
  bool was_alone = false;
  pool.submit(job(killed, [&] {
    if (++times > 1) {
      was_alone = other.has_value();
      return;
    }
    for (const pid_t worker : workers()) ::kill(worker, SIGKILL);
    pool.submit(job(other));
  }));
  run_until([&] { return killed && other; });
  ASSERT_TRUE(killed && other);
  EXPECT_TRUE(std::holds_alternative<PhotoReading>(killed->result)) << verdict(*killed).sentence;
  EXPECT_EQ(times, 2);
  EXPECT_TRUE(was_alone);
}

TEST_F(Pool, ReadsALargePictureAlone) {
  const int across = 14000, down = 8000;  // 336 MB of pixels
  const std::vector<std::uint8_t> row(std::size_t{across} * 3, 77);
  const std::string large = png_of(row, across, down, 8, PNG_COLOR_TYPE_RGB);
  std::optional<VisionReply> alone, after;
  bool large_is_in_the_middle = false, both_were = false;
  VisionJob first = job(alone, [&] { large_is_in_the_middle = true; });
  first.photo = in_memory(large);
  first.done = [&, done = std::move(first.done)](const VisionReply& reply) {
    large_is_in_the_middle = false;
    done(reply);
  };
  pool.submit(std::move(first));
  pool.submit(job(after, [&] { both_were = both_were || large_is_in_the_middle; }));
  run_until([&] { return alone && after; });
  ASSERT_TRUE(alone && after);
  EXPECT_TRUE(std::holds_alternative<PhotoReading>(alone->result)) << verdict(*alone).sentence;
  EXPECT_FALSE(both_were);
}

TEST_F(Pool, RefusesAPictureThatNeedsMoreMemoryThanAllowed) {
  const std::vector<std::uint8_t> row(std::size_t{19000} * 3, 77);
  std::optional<VisionReply> reply;
  VisionJob large = job(reply);
  large.request.megapixels = 1000;
  large.photo = in_memory(png_of(row, 19000, 19000, 8, PNG_COLOR_TYPE_RGB));
  pool.submit(std::move(large));
  run_until([&] { return reply.has_value(); });
  const Unreadable why = verdict(*reply);
  EXPECT_EQ(why.reason, Reason::too_large);
  EXPECT_NE(why.sentence.find("limits.megabytes_per_photo = 1000"), std::string::npos) << why.sentence;
  EXPECT_NE(why.sentence.find("needs 11"), std::string::npos) << why.sentence;
}

}  // namespace
}  // namespace facefs::test
