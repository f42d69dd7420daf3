// SPDX-License-Identifier: Apache-2.0
#include "daemon/forked_worker.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <utility>

#include "daemon/vision_process.h"

namespace facefs {
namespace {

namespace asio = boost::asio;

class ForkedWorker : public PhotoWorker {
 public:
  ForkedWorker(VisionForkServer& fork_server, asio::io_context& loop, Heard heard)
      : process_(fork_server), descriptor_(loop, process_.socket()), heard_(std::move(heard)) {
    listen();
  }
  ~ForkedWorker() override {
    descriptor_.cancel();
    descriptor_.release();
  }
  ForkedWorker(const ForkedWorker&) = delete;
  ForkedWorker& operator=(const ForkedWorker&) = delete;

  bool send(const Packet& packet, std::span<const int> descriptors) override {
    return process_.send(packet, descriptors);
  }
  std::chrono::nanoseconds processor_time() const override { return process_.processor_time(); }
  unsigned fork_server() const override { return process_.fork_server(); }

 private:
  void listen() {
    descriptor_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      if (!error) on_readable();
    });
  }

  /// Passes on what the worker has said. `heard_` may end this worker during the call.
  void on_readable() {
    const std::weak_ptr<bool> alive = alive_;
    auto received = process_.receive();
    if (!received || !received->packet.empty()) {
      const Heard heard = heard_;
      heard(received ? reply_in(std::move(*received)) : std::nullopt);
    }
    if (!alive.expired()) listen();
  }

  std::optional<VisionReply> reply_in(Received received) {
    try {
      VisionReply reply = parse_reply(received.packet);
      const auto* ready = std::get_if<Ready>(&reply.result);
      if (ready && !process_.begin(*ready, std::move(received.descriptors))) return std::nullopt;
      return reply;
    } catch (const ProtocolError&) {
      return std::nullopt;
    }
  }

  VisionProcess process_;
  asio::posix::stream_descriptor descriptor_;  // watches the socket; `process_` owns its number
  Heard heard_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
};

}  // namespace

std::unique_ptr<PhotoWorker> ForkedWorkers::start(PhotoWorker::Heard heard) {
  return std::make_unique<ForkedWorker>(fork_server_, loop_, std::move(heard));
}

VisionPoolParts forked_workers(asio::io_context& loop, VisionProgram program) {
  return {std::make_unique<AsioLoop>(loop), std::make_unique<ForkedWorkers>(loop, std::move(program))};
}

}  // namespace facefs
