// SPDX-License-Identifier: Apache-2.0
// The time of an event loop, as an interface: tests of rules that wait set the clock by hand.
//
// `AsioLoop` is the real one. On the event loop's thread alone, except `post`.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace facefs {

/// Calls back once. A timer that was destroyed calls nothing.
class Timer {
 public:
  virtual ~Timer() = default;
  /// Calls `call` after that time. Drops the call that was due before.
  virtual void start(std::chrono::nanoseconds after, std::function<void()> call) = 0;
  virtual void cancel() = 0;
};

class EventLoop {
 public:
  virtual ~EventLoop() = default;
  virtual std::unique_ptr<Timer> make_timer() = 0;
  /// Calls `call` soon on the loop's thread, but never from within `post`. Any thread.
  virtual void post(std::function<void()> call) = 0;
};

class AsioLoop : public EventLoop {
 public:
  explicit AsioLoop(boost::asio::io_context& loop) : loop_(loop) {}
  std::unique_ptr<Timer> make_timer() override;
  void post(std::function<void()> call) override;

 private:
  boost::asio::io_context& loop_;
};

}  // namespace facefs
