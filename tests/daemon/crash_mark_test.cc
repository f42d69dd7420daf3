// SPDX-License-Identifier: Apache-2.0
// Processes that crash, and what the next one finds.
#include "daemon/crash_mark.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

class TheCrashMark : public testing::Test {
 protected:
  TemporaryDirectory data;

  /// Returns the signal that ended a process which watched and was sent `signal`.
  int end_of_one_that_meets(int signal) const {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit none{0, 0};
      ::setrlimit(RLIMIT_CORE, &none);
      for (const int each : {SIGSEGV, SIGBUS, SIGABRT}) ::signal(each, SIG_DFL);  // not those of a sanitizer
      crash_mark::watch(data.path());
      ::raise(signal);
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }
};

TEST_F(TheCrashMark, CountsEachCrashAndLetsItEndTheProcess) {
  std::uintmax_t crashes = 0;
  EXPECT_EQ(crash_mark::count(data.path()), 0U);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT}) {
    EXPECT_EQ(end_of_one_that_meets(signal), signal);
    EXPECT_EQ(crash_mark::count(data.path()), ++crashes) << signal;
  }
  EXPECT_EQ(end_of_one_that_meets(SIGTERM), SIGTERM);
  EXPECT_EQ(crash_mark::count(data.path()), crashes) << "to be ended is no crash";
  crash_mark::clear(data.path());
  EXPECT_EQ(crash_mark::count(data.path()), 0U);
}

}  // namespace
}  // namespace facefs::test
