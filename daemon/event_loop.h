// SPDX-License-Identifier: Apache-2.0
// Time on an event loop, as an interface: rules that wait are tested with a clock that is told by hand.
//
// `AsioLoop` is the real one. On the event loop's thread alone.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace facefs {

/// Calls back once. Destroyed, it calls nobody.
class Timer {
 public:
  virtual ~Timer() = default;
  /// Calls `call` after that time, instead of whatever it was to call before.
  virtual void start(std::chrono::nanoseconds after, std::function<void()> call) = 0;
  virtual void cancel() = 0;
};

class EventLoop {
 public:
  virtual ~EventLoop() = default;
  virtual std::unique_ptr<Timer> make_timer() = 0;
  /// Calls `call` soon, and not from here.
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
