// SPDX-License-Identifier: Apache-2.0
#include "models/fork_server.h"

#include <malloc.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <map>

#include "models/face_reader.h"
#include "models/vision_protocol.h"
#include "models/vision_worker.h"
#include "system/packet_socket.h"

namespace facefs {
namespace {

/// Makes the worker end with its fork server. Returns false when the fork server has gone meanwhile.
bool end_with(pid_t fork_server) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return ::getppid() == fork_server;
}

/// The sockets of the living workers. The fork server keeps a copy of each one. So the daemon sees it close only after
/// it was told how the worker ended.
class Workers {
 public:
  Workers() {
    sigset_t ended;
    ::sigemptyset(&ended);
    ::sigaddset(&ended, SIGCHLD);
    ::sigprocmask(SIG_BLOCK, &ended, nullptr);
    ended_ = UniqueFd(::signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK));
  }

  void add(pid_t process, UniqueFd socket) { sockets_[process] = std::move(socket); }
  int ended() const { return ended_.get(); }

  /// Tells the daemon of each worker that has ended since.
  void tell() {
    std::array<signalfd_siginfo, 8> signals;
    while (::read(ended_.get(), signals.data(), sizeof signals) > 0) {
    }
    int status = 0;
    for (pid_t process; (process = ::waitpid(-1, &status, WNOHANG)) > 0; sockets_.erase(process))
      if (const auto worker = sockets_.find(process); worker != sockets_.end())
        send_packet(worker->second.get(), packet_of(VisionReply{0, Ended{WIFSIGNALED(status) ? WTERMSIG(status) : 0}}),
                    {}, Waiting::not_at_all);
  }

  /// Closes all of it in a new worker, which has no business with the other workers.
  void forget() {
    sockets_.clear();
    ended_ = {};
  }

 private:
  UniqueFd ended_;
  std::map<pid_t, UniqueFd> sockets_;
};

/// Returns the next order. Meanwhile it tells what happens to workers.
std::optional<Received> next_order(int socket, Workers& workers) {
  std::array<pollfd, 2> readable = {{{socket, POLLIN, 0}, {workers.ended(), POLLIN, 0}}};
  while (readable[0].revents == 0) {
    if (::poll(readable.data(), readable.size(), -1) < 0 && errno != EINTR) return std::nullopt;
    workers.tell();
  }
  return receive_packet(socket, Waiting::until_one_comes);
}

}  // namespace

void run_fork_server(int socket, const Networks& networks, const std::filesystem::path& models) {
  FaceReader reader(networks, models);
  ::malloc_trim(0);  // what loading took
  Workers workers;
  const pid_t self = ::getpid();
  while (auto received = next_order(socket, workers)) {
    if (received->descriptors.size() != 1) continue;
    UniqueFd its_socket = std::move(received->descriptors.front());
    const pid_t child = ::fork();
    if (child < 0) {  // our copy of the socket was the last, and the daemon sees it close
      std::cerr << "facefs-vision: a worker could not be forked: " << std::strerror(errno) << '\n';
      continue;
    }
    if (child > 0) {
      workers.add(child, std::move(its_socket));
      continue;
    }
    ::close(socket);
    workers.forget();
    if (end_with(self)) serve_vision(its_socket.get(), reader);
    return;
  }
}

}  // namespace facefs
