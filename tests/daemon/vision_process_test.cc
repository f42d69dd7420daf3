// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/poll.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "models/weights.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

VisionProgram program() {
  return {fs::path(FACEFS_TEST_BIN) / "facefs-vision", FACEFS_TEST_MODELS};
}

/// Its next word; nothing when it is gone.
std::optional<Packet> next_packet(VisionProcess& worker) {
  pollfd readable{worker.socket(), POLLIN, 0};
  EXPECT_GT(::poll(&readable, 1, 60'000), 0);
  return worker.receive();
}

/// Its pid, when it has said that it is ready.
pid_t ready(VisionProcess& worker) {
  const auto packet = next_packet(worker);
  if (!packet) return -1;
  const Ready word = std::get<Ready>(parse_reply(*packet).result);
  worker.is_ready(word);
  return word.process;
}

fs::path proc(pid_t process) {
  return "/proc/" + std::to_string(process);
}

std::string field(pid_t process, const std::string& file, const std::string& name) {
  std::ifstream lines(proc(process) / file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + ":")) return line.substr(name.size() + 1);
  return {};
}

pid_t parent_of(pid_t process) {
  return std::stoi(field(process, "status", "PPid"));
}

TEST(VisionProcess, IsForkedFromOneProcessWhichHasOneThread) {
  VisionForkServer fork_server(program());
  VisionProcess first(fork_server);
  VisionProcess second(fork_server);
  const pid_t a = ready(first);
  const pid_t b = ready(second);
  EXPECT_NE(a, b);
  EXPECT_EQ(parent_of(a), parent_of(b));
  EXPECT_EQ(parent_of(parent_of(a)), ::getpid());
  EXPECT_EQ(std::stoi(field(parent_of(a), "status", "Threads")), 1);
}

TEST(VisionProcess, SharesTheModelsWithTheOthers) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t process = ready(worker);
  const int loaded = std::stoi(field(parent_of(process), "status", "RssAnon"));
  const int own = std::stoi(field(process, "smaps_rollup", "Private_Dirty"));
  EXPECT_GT(loaded, 20'000) << "KiB: the embedder's weights alone are 22 MB";
  EXPECT_LT(own, loaded / 10);
}

TEST(VisionProcess, HasEndedWhenItIsDestroyed) {
  VisionForkServer fork_server(program());
  pid_t process;
  {
    VisionProcess worker(fork_server);
    process = ready(worker);
    EXPECT_TRUE(fs::exists(proc(process)));
  }
  // Nothing is left of it to run; its number is free a moment later.
  const std::string state = field(process, "status", "State");
  EXPECT_TRUE(state.empty() || state.find_first_of("XZ") != std::string::npos) << state;
}

TEST(VisionProcess, IsGoneForItsSocketWhenItIsKilled) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  ::kill(ready(worker), SIGKILL);
  EXPECT_FALSE(next_packet(worker).has_value());
  EXPECT_FALSE(worker.send({1}, {}));
}

TEST(VisionProcess, EndsWithItsForkServerAndTheNextOneHasANewOne) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t old = parent_of(ready(worker));
  ::kill(old, SIGKILL);
  EXPECT_FALSE(next_packet(worker).has_value());
  VisionProcess next(fork_server);
  const pid_t process = ready(next);
  ASSERT_GT(process, 0);
  EXPECT_NE(parent_of(process), old);
}

TEST(VisionProcess, ThatCannotBeStartedThrowsASentenceWithTheProgram) {
  VisionForkServer fork_server({"/nowhere/facefs-vision", FACEFS_TEST_MODELS});
  try {
    const VisionProcess worker(fork_server);
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/facefs-vision"), std::string::npos) << error.what();
  }
}

TEST(VisionProcess, IsGoneBeforeItsFirstWordWhenTheModelsAreMissing) {
  VisionForkServer fork_server({program().program, "/nowhere"});
  VisionProcess worker(fork_server);
  EXPECT_FALSE(next_packet(worker).has_value());
}

TEST(VisionProcess, TellsOfTheProcessorTimeThatLoadingTakesAndThenOfItsOwn) {
  VisionForkServer fork_server(program());
  EXPECT_EQ(fork_server.processor_time().count(), 0);
  VisionProcess worker(fork_server);
  ready(worker);
  EXPECT_GT(fork_server.processor_time(), std::chrono::milliseconds(20));
  EXPECT_LT(worker.processor_time(), fork_server.processor_time() / 2);
}

}  // namespace
}  // namespace facefs::test
