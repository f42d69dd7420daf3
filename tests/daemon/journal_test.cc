// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "system/unique_fd.h"

namespace facefs::test {
namespace {

/// Returns what a process says whose stderr is the journal.
std::string said_by(const std::function<void()>& speaker) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(writing.get(), STDERR_FILENO);
    journal::start();
    speaker();
    ::_exit(0);
  }
  writing = {};
  std::string text;
  char byte = 0;
  while (::read(reading.get(), &byte, 1) == 1) text += byte;
  ::waitpid(child, nullptr, 0);
  return text;
}

TEST(TheJournal, IsALineASentenceWhateverAFolderIsCalled) {
  EXPECT_EQ(said_by([] {
              journal::say("mounted at /a {}\n/b");
              journal::warn("no \x1b[31m");
            }),
            "facefsd: mounted at /a {}\\n/b\nfacefsd: no \\u001b[31m\n");
}

}  // namespace
}  // namespace facefs::test
