// SPDX-License-Identifier: Apache-2.0
// One facefs-vision child: started with one end of a socket pair, spoken to in packets, ended for certain.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "models/detector.h"
#include "models/embedder.h"
#include "models/unique_fd.h"
#include "models/vision_protocol.h"

namespace facefs {

struct VisionProgram {
  std::filesystem::path program;  ///< facefs-vision
  std::filesystem::path models;
  DetectorKind detector = DetectorKind::yunet;
  EmbedderEngine engine = usual_engine(DetectorKind::yunet);
};

class VisionProcess {
 public:
  /// Throws std::system_error when it cannot be started.
  explicit VisionProcess(const VisionProgram& what);
  /// Ends it (SIGKILL) and collects it.
  ~VisionProcess();
  VisionProcess(const VisionProcess&) = delete;
  VisionProcess& operator=(const VisionProcess&) = delete;

  /// Processor time that the child has used so far.
  std::chrono::nanoseconds processor_time() const;

  int socket() const { return socket_.number(); }
  /// False when the child is gone.
  bool send(const Packet& packet, std::span<const int> descriptors);
  /// Without waiting. Nothing yet: an empty packet; the child is gone: no packet.
  std::optional<Packet> receive();

 private:
  UniqueFd socket_;
  pid_t child_ = -1;
};

}  // namespace facefs
