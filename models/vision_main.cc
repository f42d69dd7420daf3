// SPDX-License-Identifier: Apache-2.0
// facefs-vision: started by facefsd (or `facefs sort`), never by hand, with its end of the socket as descriptor 0. It
// loads the models and forks the workers (models/fork_server.h).
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "models/fork_server.h"

namespace {

/// Prevents core files, which would hold photos and faces. (The daemon's own setting does not last over an exec.)
void make_no_core_files() {
  constexpr rlimit kNone{0, 0};
  ::setrlimit(RLIMIT_CORE, &kNone);
  ::prctl(PR_SET_DUMPABLE, 0);
}

/// Makes this process end with the daemon, leave the processor to all others, and ignore the terminal's Ctrl-C: the
/// daemon decides.
void become_a_background_child() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // if the daemon has already ended, its closed socket ends us, too
  ::setpriority(PRIO_PROCESS, 0, 19);
  std::signal(SIGINT, SIG_IGN);
}

}  // namespace

int main(int count, char** words) {
  const auto detector = count == 5 ? facefs::detector_named(words[1]) : std::nullopt;
  const auto embedder = count == 5 ? facefs::embedder_named(words[2]) : std::nullopt;
  const auto engine = count == 5 ? facefs::engine_named(words[3]) : std::nullopt;
  if (!detector || !embedder || !engine) {
    std::cerr << "facefs-vision is started by facefsd; it does nothing by hand\n";
    return 2;
  }
  make_no_core_files();
  become_a_background_child();
  try {
    facefs::run_fork_server(STDIN_FILENO, {*detector, *embedder, *engine}, words[4]);
  } catch (const std::exception& error) {
    std::cerr << "facefs-vision: " << error.what() << '\n';
    return 1;
  }
}
