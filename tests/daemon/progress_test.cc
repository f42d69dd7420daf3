// SPDX-License-Identifier: Apache-2.0
// A line on a terminal of the test's own.
#include "daemon/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <functional>

#include "system/unique_fd.h"

namespace facefs::test {
namespace {

/// Returns what comes out at the reading end while `work` has the other end for its stderr.
std::string written_to(int stderr_of_it, int reading_end, const std::function<void()>& work) {
  const UniqueFd usual(::dup(STDERR_FILENO));
  ::dup2(stderr_of_it, STDERR_FILENO);
  work();
  EXPECT_EQ(::write(STDERR_FILENO, "#end", 4), 4);
  ::dup2(usual.get(), STDERR_FILENO);
  std::string text;
  char byte = 0;
  while (!text.ends_with("#end") && ::read(reading_end, &byte, 1) == 1) text += byte;
  return text.substr(0, text.size() - 4);
}

TEST(TheProgressLine, TellsHowFarItIsAndIsTakenAway) {
  const UniqueFd reading(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(reading && ::grantpt(reading.get()) == 0 && ::unlockpt(reading.get()) == 0);
  const UniqueFd terminal(::open(::ptsname(reading.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(terminal);
  const std::string text = written_to(terminal.get(), reading.get(), [] {
    Progress progress("reading photos");
    progress.show(1, 3, "20 s left");
    progress.show(0, 0);
  });
  EXPECT_EQ(text,
            "\r\033[Kreading photos [##########....................] 1 of 3 20 s left"
            "\r\033[Kreading photos [##############################] 0 of 0 "
            "\r\033[K");
}

TEST(TheProgressLine, IsNotDrawnWhereThereIsNoTerminal) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd reading(ends[0]), writing(ends[1]);
  EXPECT_EQ(written_to(writing.get(), reading.get(), [] { Progress("x").show(1, 2); }), "");
}

}  // namespace
}  // namespace facefs::test
