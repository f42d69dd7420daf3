// SPDX-License-Identifier: Apache-2.0
// The facefs-vision process that has loaded the models and forks a worker wherever one is wanted
// (models/fork_server.h).
//
// Started with the first worker, and again when it has ended. It is handed the workers' sockets and answers nothing: a
// worker that cannot be made shows in its socket, which closes. On the event loop's thread alone.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>

#include "models/detector.h"
#include "models/embedder.h"
#include "models/unique_fd.h"

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

  /// A worker will serve that socket once the models are loaded. Throws std::system_error when nothing can be started.
  void fork_worker(const UniqueFd& socket);

  /// With all its workers. The next one is forked from a new one.
  void end();

  /// That it has used so far: loading the models, as a rule. None while it is not running.
  std::chrono::nanoseconds processor_time() const;

 private:
  void start();
  bool hand_over(const UniqueFd& socket) const;

  VisionProgram what_;
  UniqueFd socket_;
  pid_t process_ = -1;
};

/// That a process has used so far; none when there is no such process.
std::chrono::nanoseconds processor_time_of(pid_t process);

}  // namespace facefs
