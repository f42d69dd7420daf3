// SPDX-License-Identifier: Apache-2.0
// A process that reads photos, as the pool sees it: an interface, so that the pool's rules are tested without one.
//
// `forked_worker.h` has the real ones. On the event loop's thread alone.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "models/vision_protocol.h"

namespace facefs {

class PhotoWorker {
 public:
  /// Gets each reply of the worker. Gets nothing when the worker is gone, or says what no honest worker says. May end
  /// the worker in that call.
  using Heard = std::function<void(std::optional<VisionReply>)>;

  /// Ends it for certain.
  virtual ~PhotoWorker() = default;
  /// Returns false when it is gone, or does not read what it is sent. Never waits.
  virtual bool send(const Packet& packet, std::span<const int> descriptors) = 0;
  /// Returns the processor time that it has used so far; before its first word, that of loading the models.
  virtual std::chrono::nanoseconds processor_time() const = 0;
  /// Returns the number of the fork server that made it.
  virtual unsigned fork_server() const = 0;
};

class PhotoWorkers {
 public:
  virtual ~PhotoWorkers() = default;
  /// Starts one. Throws std::system_error when nothing can be started.
  virtual std::unique_ptr<PhotoWorker> start(PhotoWorker::Heard heard) = 0;
  /// Tells whether that fork server has ended, so that its workers had to end with it.
  virtual bool has_ended(unsigned fork_server) const = 0;
  /// Notes that a worker of that fork server was gone before its first word.
  virtual void note_failed(unsigned fork_server) = 0;
  /// Notes that a worker of that fork server has said nothing for too long.
  virtual void note_hanging(unsigned fork_server) = 0;
};

}  // namespace facefs
