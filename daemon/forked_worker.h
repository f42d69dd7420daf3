// SPDX-License-Identifier: Apache-2.0
// The real vision workers: processes that a fork server makes, heard through the event loop.
#pragma once

#include <boost/asio/io_context.hpp>

#include "daemon/photo_worker.h"
#include "daemon/vision_fork_server.h"
#include "daemon/vision_pool.h"

namespace facefs {

class ForkedWorkers : public PhotoWorkers {
 public:
  ForkedWorkers(boost::asio::io_context& loop, VisionProgram program) : loop_(loop), fork_server_(std::move(program)) {}

  std::unique_ptr<PhotoWorker> start(PhotoWorker::Heard heard) override;
  bool has_ended(unsigned fork_server) const override { return fork_server_.has_ended(fork_server); }
  void note_failed(unsigned fork_server) override { fork_server_.note_failed(fork_server); }
  void note_hanging(unsigned fork_server) override { fork_server_.note_hanging(fork_server); }

 private:
  boost::asio::io_context& loop_;
  VisionForkServer fork_server_;
};

/// Returns what a pool of that program's processes works with.
VisionPoolParts forked_workers(boost::asio::io_context& loop, VisionProgram program);

}  // namespace facefs
