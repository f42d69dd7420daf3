// SPDX-License-Identifier: Apache-2.0
// The facefs-vision process that has loaded the models and forks a worker wherever one is wanted
// (models/fork_server.h).
//
// It is started with the first worker, and again when it has ended. It gets the workers' sockets and answers nothing:
// the socket of a worker that cannot be made closes. Each fork server has a number. What is said of workers counts only
// for the one that runs now. On the event loop's thread alone.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "models/networks.h"
#include "system/unique_fd.h"

namespace facefs {

struct VisionProgram {
  std::filesystem::path program;  ///< facefs-vision
  std::filesystem::path models;
  Networks networks{};
};

class VisionForkServer {
 public:
  explicit VisionForkServer(VisionProgram what) : what_(std::move(what)) {}
  ~VisionForkServer() { end(); }
  VisionForkServer(const VisionForkServer&) = delete;
  VisionForkServer& operator=(const VisionForkServer&) = delete;

  /// Has a worker made, which serves that socket once the models are loaded. Returns the number of the fork server that
  /// makes it. Throws std::system_error when nothing can be started.
  unsigned fork_worker(const UniqueFd& socket);

  /// Notes that a worker of that fork server has said its first word.
  void note_made_one(unsigned number) { works_ = works_ || number == number_; }
  /// Notes that a worker of that fork server was gone before its first word. Ends the fork server if none of its
  /// workers has ever said one. Otherwise there was no room for another worker, and the others go on.
  void note_failed(unsigned number);
  /// Notes that a worker of that fork server has said nothing for too long. Ends the fork server, with all its workers.
  void note_hanging(unsigned number);
  /// Tells whether that fork server has ended, so that its workers had to end with it.
  bool has_ended(unsigned number) const;

  /// Returns the processor time that it has used so far: for loading the models, as a rule. 0 while it is not running.
  std::chrono::nanoseconds processor_time() const;

 private:
  void start();
  void end();
  void hand_over(const UniqueFd& socket) const;

  VisionProgram what_;
  UniqueFd socket_;
  pid_t process_ = -1;
  unsigned number_ = 0;
  bool works_ = false;
};

/// Returns the processor time that a process has used so far; 0 when there is no such process.
std::chrono::nanoseconds processor_time_of(pid_t process);

}  // namespace facefs
