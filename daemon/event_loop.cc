// SPDX-License-Identifier: Apache-2.0
#include "daemon/event_loop.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace facefs {
namespace {

class AsioTimer : public Timer {
 public:
  explicit AsioTimer(boost::asio::io_context& loop) : timer_(loop) {}

  void start(std::chrono::nanoseconds after, std::function<void()> call) override {
    timer_.expires_after(after);
    const std::weak_ptr<bool> current = current_ = std::make_shared<bool>();
    timer_.async_wait([call = std::move(call), current](const boost::system::error_code& error) {
      if (!error && !current.expired()) call();
    });
  }
  void cancel() override {
    current_.reset();
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  std::shared_ptr<bool> current_;  // without it, a call that waits in the loop already would still come
};

}  // namespace

std::unique_ptr<Timer> AsioLoop::make_timer() {
  return std::make_unique<AsioTimer>(loop_);
}

void AsioLoop::post(std::function<void()> call) {
  boost::asio::post(loop_, std::move(call));
}

}  // namespace facefs
