// SPDX-License-Identifier: Apache-2.0
#include "models/fork_server.h"

#include <malloc.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include "models/face_reader.h"
#include "models/packet_socket.h"
#include "models/vision_worker.h"

namespace facefs {
namespace {

/// False when the fork server has gone meanwhile.
bool end_with(pid_t fork_server) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return ::getppid() == fork_server;
}

}  // namespace

void run_fork_server(int socket, DetectorKind kind, EmbedderEngine engine, const std::filesystem::path& models) {
  FaceReader reader(kind, engine, models);
  ::malloc_trim(0);               // what loading took
  std::signal(SIGCHLD, SIG_IGN);  // nobody waits for a worker: the daemon sees it end
  const pid_t self = ::getpid();
  while (const auto received = receive_packet(socket, Waiting::until_one_comes)) {
    if (received->descriptors.size() != 1) continue;
    const pid_t child = ::fork();
    if (child < 0) std::cerr << "facefs-vision: a worker could not be forked: " << std::strerror(errno) << '\n';
    if (child != 0) continue;  // our copy of the socket closes; with no child it was the last, and the daemon sees that
    ::close(socket);
    if (end_with(self)) serve_vision(received->descriptors.front().number(), reader);
    return;
  }
}

}  // namespace facefs
