// SPDX-License-Identifier: Apache-2.0
// The facefs-vision process that has loaded the models and forks a worker wherever one is wanted
// (models/fork_server.h).
//
// Started with the first worker, and again when it has ended. It is handed the workers' sockets and answers nothing: a
// worker that cannot be made shows in its socket, which closes. What it is told of its workers counts for the one that
// runs now: each has a number. On the event loop's thread alone.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <utility>

#include "models/detector.h"
#include "models/embedder.h"
#include "system/unique_fd.h"

namespace facefs {

struct VisionProgram {
  std::filesystem::path program;  ///< facefs-vision
  std::filesystem::path models;
  DetectorKind detector = DetectorKind::yunet;
  EmbedderEngine engine = usual_engine(DetectorKind::yunet);
};

class VisionForkServer {
 public:
  explicit VisionForkServer(VisionProgram what) : what_(std::move(what)) {}
  ~VisionForkServer() { end(); }
  VisionForkServer(const VisionForkServer&) = delete;
  VisionForkServer& operator=(const VisionForkServer&) = delete;

  /// A worker will serve that socket once the models are loaded. The number of the fork server that will have made it.
  /// Throws std::system_error when nothing can be started.
  unsigned fork_worker(const UniqueFd& socket);

  /// A worker of that one has said its first word.
  void has_made_one(unsigned number) { works_ = works_ || number == number_; }
  /// A worker of that one was gone before its first word. If none of its workers ever said one, it ends; else there was
  /// no room for another one, and the others go on.
  void has_failed(unsigned number);
  /// A worker of that one has said nothing for too long: it ends, with all its workers.
  void hangs(unsigned number);
  /// Whether that one is no more, so that its workers had to end with it.
  bool has_ended(unsigned number) const;

  /// That it has used so far: loading the models, as a rule. None while it is not running.
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

/// That a process has used so far; none when there is no such process.
std::chrono::nanoseconds processor_time_of(pid_t process);

}  // namespace facefs
