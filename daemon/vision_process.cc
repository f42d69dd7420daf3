// SPDX-License-Identifier: Apache-2.0
#include "daemon/vision_process.h"

#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <utility>

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace facefs {

VisionProcess::VisionProcess(VisionForkServer& fork_server) : fork_server_(fork_server) {
  PacketPair sockets = packet_pair();
  socket_ = std::move(sockets.ours);
  number_ = fork_server.fork_worker(sockets.theirs);
}

VisionProcess::~VisionProcess() {
  if (!pidfd_) return;
  ::pidfd_send_signal(pidfd_.get(), SIGKILL, nullptr, 0);
  pollfd ended{pidfd_.get(), POLLIN, 0};
  while (::poll(&ended, 1, 10'000) < 0 && errno == EINTR) {
  }
}

bool VisionProcess::begin(const Ready& ready, std::vector<UniqueFd> descriptors) {
  if (pidfd_ || descriptors.size() != 1 || ready.process <= 1) return false;
  pidfd_ = std::move(descriptors.front());
  process_ = ready.process;
  fork_server_.note_made_one(number_);
  return true;
}

std::chrono::nanoseconds VisionProcess::processor_time() const {
  return process_ < 0 ? fork_server_.processor_time() : processor_time_of(process_);
}

bool VisionProcess::send(const Packet& packet, std::span<const int> descriptors) {
  return send_packet(socket_.get(), packet, descriptors, Waiting::not_at_all);
}

std::optional<Received> VisionProcess::receive() {
  return receive_packet(socket_.get(), Waiting::not_at_all);
}

}  // namespace facefs
