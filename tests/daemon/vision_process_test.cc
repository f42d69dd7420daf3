// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "support/eventually.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

VisionProgram program() {
  return {programs() / "facefs-vision", models_folder()};
}

/// Returns the worker's next word; nothing when it is gone.
std::optional<Received> next_word(VisionProcess& worker) {
  pollfd readable{worker.socket(), POLLIN, 0};
  EXPECT_GT(::poll(&readable, 1, 60'000), 0);
  return worker.receive();
}

/// Waits until the worker is ready. Returns its process number.
pid_t ready(VisionProcess& worker) {
  auto received = next_word(worker);
  if (!received) throw std::runtime_error("the worker is gone");
  const Ready word = std::get<Ready>(parse_reply(received->packet).result);
  if (!worker.begin(word, std::move(received->descriptors))) throw std::runtime_error("it is not ready");
  return word.process;
}

/// Returns the signal that ended the worker, as its fork server says.
int how_it_ended(VisionProcess& worker) {
  const auto received = next_word(worker);
  if (!received) throw std::runtime_error("nobody said how it ended");
  return std::get<Ended>(parse_reply(received->packet).result).signal;
}

std::string field(pid_t process, const std::string& file, const std::string& name) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name + ":")) return line.substr(name.size() + 1);
  return {};
}

/// Tells whether nothing is left of the process to run. Its number is free a moment later.
bool has_ended(pid_t process) {
  const std::string state = field(process, "status", "State");
  return state.empty() || state.find_first_of("XZ") != std::string::npos;
}

pid_t parent_of(pid_t process) {
  const pid_t parent = std::stoi(field(process, "status", "PPid"));
  if (parent <= 1) throw std::runtime_error("it has no parent any more");
  return parent;
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
  EXPECT_EQ(first.fork_server(), second.fork_server());
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

/// Returns the 19th field of the process's stat, behind a name that may hold spaces.
int niceness_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string field;
  for (int number = 3; number <= 19; ++number) fields >> field;
  return std::stoi(field);
}

/// A core file would hold photos and faces. The programs that the user works with must go first.
TEST(VisionProcess, StaysInTheBackgroundAndLeavesNoCoreFile) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t process = ready(worker);
  for (const pid_t each : {process, parent_of(process)}) {
    EXPECT_EQ(niceness_of(each), 19);
    const auto ignored = std::stoull(field(each, "status", "SigIgn"), nullptr, 16);
    EXPECT_TRUE(ignored >> (SIGINT - 1) & 1) << "the terminal's Ctrl-C goes to all of a group";
    std::ifstream limits("/proc/" + std::to_string(each) + "/limits");
    std::string first, second;
    for (std::string line; std::getline(limits, line);)
      if (line.starts_with("Max core file size")) std::istringstream(line.substr(18)) >> first >> second;
    EXPECT_EQ(first, "0");
    EXPECT_EQ(second, "0");
  }
}

TEST(VisionProcess, HasEndedWhenItIsDestroyed) {
  VisionForkServer fork_server(program());
  pid_t process;
  {
    VisionProcess worker(fork_server);
    process = ready(worker);
    EXPECT_FALSE(has_ended(process));
  }
  EXPECT_TRUE(has_ended(process));
}

TEST(VisionProcess, IsGoneForItsSocketWhenItIsKilledAndTheOthersGoOn) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  VisionProcess other(fork_server);
  ready(other);
  ::kill(ready(worker), SIGKILL);
  EXPECT_EQ(how_it_ended(worker), SIGKILL);
  EXPECT_FALSE(next_word(worker).has_value());
  EXPECT_FALSE(worker.send({1}, {}));
  EXPECT_FALSE(fork_server.has_ended(worker.fork_server()));
  EXPECT_TRUE(other.receive().has_value());
}

/// The fork server may hear of their ends by one signal.
TEST(VisionProcess, IsSaidToHaveEndedAlsoWhenOthersEndAtTheSameTime) {
  VisionForkServer fork_server(program());
  VisionProcess first(fork_server), second(fork_server), third(fork_server);
  const pid_t a = ready(first), b = ready(second), c = ready(third), parent = parent_of(a);
  ::kill(parent, SIGSTOP);
  for (const pid_t process : {a, b, c}) ::kill(process, SIGKILL);
  for (const pid_t process : {a, b, c}) ASSERT_TRUE(eventually([process] { return has_ended(process); }));
  ::kill(parent, SIGCONT);
  for (VisionProcess* worker : {&first, &second, &third}) {
    EXPECT_EQ(how_it_ended(*worker), SIGKILL);
    EXPECT_FALSE(next_word(*worker).has_value());
  }
}

TEST(VisionProcess, ThatCrashedIsSaidToHaveCrashed) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  ::kill(ready(worker), SIGABRT);  // a sanitizer would turn the other signals into an exit
  EXPECT_EQ(how_it_ended(worker), SIGABRT);
  EXPECT_FALSE(next_word(worker).has_value());
}

TEST(VisionProcess, HoldsNoSocketOfAnother) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t process = ready(worker);
  VisionProcess later(fork_server);
  ready(later);
  ::kill(process, SIGKILL);
  EXPECT_EQ(how_it_ended(worker), SIGKILL);
  EXPECT_FALSE(next_word(worker).has_value()) << "the later one keeps it open";
}

TEST(VisionProcess, EndsWithItsForkServerAndTheNextOneHasANewOne) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t old = parent_of(ready(worker));
  ::kill(old, SIGKILL);
  EXPECT_FALSE(next_word(worker).has_value());
  EXPECT_TRUE(fork_server.has_ended(worker.fork_server()));
  VisionProcess next(fork_server);
  EXPECT_NE(parent_of(ready(next)), old);
  EXPECT_TRUE(fork_server.has_ended(worker.fork_server()));
  EXPECT_FALSE(fork_server.has_ended(next.fork_server()));
}

TEST(VisionProcess, ThatCouldNotBeForkedLeavesTheOthersAlone) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  const pid_t process = ready(worker);
  fork_server.note_failed(worker.fork_server());
  EXPECT_FALSE(has_ended(process));
  fork_server.note_hanging(worker.fork_server());
  EXPECT_FALSE(next_word(worker).has_value());
}

TEST(VisionProcess, ThatFailedEndsAForkServerThatHasMadeNone) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  fork_server.note_failed(worker.fork_server());
  EXPECT_TRUE(fork_server.has_ended(worker.fork_server()));
  VisionProcess next(fork_server);
  fork_server.note_failed(worker.fork_server());  // a late word about the earlier one
  EXPECT_GT(ready(next), 0);
}

TEST(VisionProcess, IsNotReadyWithoutOnePidfd) {
  VisionForkServer fork_server(program());
  VisionProcess worker(fork_server);
  EXPECT_FALSE(worker.begin(Ready{::getpid()}, {}));
  std::vector<UniqueFd> two;
  two.emplace_back(::dup(0));
  two.emplace_back(::dup(0));
  EXPECT_FALSE(worker.begin(Ready{::getpid()}, std::move(two)));
  ready(worker);
  std::vector<UniqueFd> late;
  late.emplace_back(::dup(0));
  EXPECT_FALSE(worker.begin(Ready{::getpid()}, std::move(late))) << "once";
}

TEST(VisionProcess, ThatCannotBeStartedThrowsASentenceWithTheProgram) {
  VisionForkServer fork_server({"/nowhere/facefs-vision", models_folder()});
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
  EXPECT_FALSE(next_word(worker).has_value());
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
