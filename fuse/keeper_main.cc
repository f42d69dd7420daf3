// SPDX-License-Identifier: Apache-2.0
// facefs-keeper: outlives facefsd by a moment, to end the mount's connection (fuse/connection.h says why it may not end
// by itself). facefsd's main thread starts it, with the connection's switch as descriptor 0; it is never started by
// hand.
//
// A pidfd or a pipe's end would not tell: both wait for the last thread of facefsd, which may be the one that hangs.
// The kernel signals a parent's death when the thread that started us ends. That is the main thread, which never waits
// for the mount.
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "fuse/connection.h"
#include "fuse/main_thread.h"

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "facefs-keeper is started by facefsd; it does nothing by hand\n";
    return 2;
  }
  // A signal that ends facefsd in order (from a terminal's Ctrl-C, a service manager) must not end us before it.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
  sigset_t parents_death;
  sigemptyset(&parents_death);
  sigaddset(&parents_death, SIGUSR1);
  sigprocmask(SIG_BLOCK, &parents_death, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGUSR1);
  // Our parent's number tells nothing: where another thread of facefsd hangs, that thread is our parent now.
  const long parent = std::atol(words[1]);
  siginfo_t news{};
  if (!facefs::main_thread_has_ended(parent))
    while (::sigwaitinfo(&parents_death, &news) < 0 || news.si_pid != parent) {
    }
  facefs::abort_connection(facefs::UniqueFd(STDIN_FILENO));
  return 0;
}
