// SPDX-License-Identifier: Apache-2.0
#include "fuse/program_name.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

/// Starts the program, returns its name as facefs sees it, and ends the program.
std::string name_of_running(const std::filesystem::path& program) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(program.c_str(), program.c_str(), "60", nullptr);
    ::_exit(127);
  }
  std::string name;
  for (int i = 0; i < 1000 && (name.empty() || name == name_of_program(static_cast<std::uint64_t>(::getpid()))); ++i) {
    name = name_of_program(static_cast<std::uint64_t>(child));
    ::usleep(1000);
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return name;
}

TEST(ProgramName, IsTheProcessesAndNotTheThreads) {
  std::uint64_t process = 0;
  std::thread([&] {
    ::prctl(PR_SET_NAME, "pool-worker");
    process = process_of(::gettid());
  }).join();
  EXPECT_EQ(process, static_cast<std::uint64_t>(::getpid()));
  EXPECT_EQ(name_of_program(process), "fuse_tests");
}

TEST(ProgramName, IsWholeWhereTheKernelCutsIt) {
  const TemporaryDirectory home;
  std::filesystem::copy_file("/bin/sleep", home / "a_program_with_a_long_name");
  EXPECT_EQ(name_of_running(home / "a_program_with_a_long_name"), "a_program_with_a_long_name");
}

TEST(ProgramName, IsTheScriptsWhereTheKernelStartedIt) {
  const TemporaryDirectory home;
  write_bytes(home / "tidy.sh", "#!/bin/sh\nwhile :; do sleep 1; done\n");
  std::filesystem::permissions(home / "tidy.sh", std::filesystem::perms::owner_all);
  EXPECT_EQ(name_of_running(home / "tidy.sh"), "tidy.sh");
}

TEST(ProgramName, IsAQuestionMarkWhereThereIsNone) {
  EXPECT_EQ(process_of(0), 0U);
  EXPECT_EQ(name_of_program(0), "?");
}

}  // namespace
}  // namespace facefs::test
