// SPDX-License-Identifier: Apache-2.0
// One vision worker: forked with one end of a socket pair, spoken to in packets, ended for certain.
//
// It is the fork server's child, not ours, so it is known by a pidfd, which it sends with its first word: before it has
// seen a photo. On the event loop's thread alone.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "daemon/vision_fork_server.h"
#include "models/unique_fd.h"
#include "models/vision_protocol.h"

namespace facefs {

class VisionProcess {
 public:
  /// Throws std::system_error when it cannot be started.
  explicit VisionProcess(VisionForkServer& fork_server);
  /// Ends it (SIGKILL) and waits until it has ended. One that has not said a word yet ends when it finds its socket
  /// closed.
  ~VisionProcess();
  VisionProcess(const VisionProcess&) = delete;
  VisionProcess& operator=(const VisionProcess&) = delete;

  /// Its first word has come.
  void is_ready(const Ready& ready) { process_ = ready.process; }

  /// Processor time that it has used so far; before its first word, its fork server's.
  std::chrono::nanoseconds processor_time() const;

  int socket() const { return socket_.number(); }
  /// False when it is gone.
  bool send(const Packet& packet, std::span<const int> descriptors);
  /// Without waiting. Nothing yet: an empty packet; it is gone: no packet.
  std::optional<Packet> receive();

 private:
  const VisionForkServer& fork_server_;
  UniqueFd socket_;
  UniqueFd pidfd_;
  pid_t process_ = -1;
};

}  // namespace facefs
