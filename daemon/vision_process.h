// SPDX-License-Identifier: Apache-2.0
// One vision worker: forked with one end of a socket pair, spoken to in packets, ended for certain.
//
// It is the fork server's child, not ours, so it is known by a pidfd. That comes with its first word, before it has
// seen a photo. Descriptors beside any other word are closed. On the event loop's thread alone.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "daemon/vision_fork_server.h"
#include "models/vision_protocol.h"
#include "system/packet_socket.h"
#include "system/unique_fd.h"

namespace facefs {

class VisionProcess {
 public:
  /// Has the fork server make a worker. Throws std::system_error when it cannot be started.
  explicit VisionProcess(VisionForkServer& fork_server);
  /// Ends it (SIGKILL) and waits until it has ended, ten seconds at most: a process that a disk holds cannot end at
  /// once. A worker that has not said a word yet ends when it finds its socket closed, or with its fork server.
  ~VisionProcess();
  VisionProcess(const VisionProcess&) = delete;
  VisionProcess& operator=(const VisionProcess&) = delete;

  /// Takes its first word, which came with these descriptors. Returns false when they are not as they must be.
  bool begin(const Ready& ready, std::vector<UniqueFd> descriptors);

  /// Returns the number of the fork server that made it.
  unsigned fork_server() const { return number_; }

  /// Returns the processor time that it has used so far; before its first word, its fork server's.
  std::chrono::nanoseconds processor_time() const;

  int socket() const { return socket_.get(); }
  /// Sends a packet without waiting. Returns false when the worker is gone, or does not read what it is sent.
  bool send(const Packet& packet, std::span<const int> descriptors);
  /// Receives a packet without waiting. Returns an empty packet when nothing has come yet; no packet when the worker is
  /// gone.
  std::optional<Received> receive();

 private:
  VisionForkServer& fork_server_;
  UniqueFd socket_;
  UniqueFd pidfd_;
  pid_t process_ = -1;
  unsigned number_ = 0;
};

}  // namespace facefs
