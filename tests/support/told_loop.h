// SPDX-License-Identifier: Apache-2.0
// An event loop whose time is set by the test.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "daemon/event_loop.h"

namespace facefs::test {

class ToldLoop : public EventLoop {
 public:
  std::unique_ptr<Timer> make_timer() override { return std::make_unique<ToldTimer>(*this); }
  void post(std::function<void()> call) override { posted_.push_back(std::move(call)); }

  /// Calls what was posted, and what those calls post.
  void run_posted() {
    while (!posted_.empty()) {
      const auto call = std::move(posted_.front());
      posted_.pop_front();
      call();
    }
  }

  /// Lets `time` pass. Calls each timer when its time has come, in order.
  void pass(std::chrono::nanoseconds time) {
    const auto end = now_ + time;
    while (ToldTimer* next = next_before(end)) {
      now_ = next->due.value();
      const auto call = std::exchange(next->call, nullptr);
      next->due.reset();
      call();
      run_posted();
    }
    now_ = end;
  }

 private:
  struct ToldTimer : Timer {
    explicit ToldTimer(ToldLoop& of) : loop(of) { loop.timers_.insert(this); }
    ~ToldTimer() override { loop.timers_.erase(this); }
    ToldTimer(const ToldTimer&) = delete;
    ToldTimer& operator=(const ToldTimer&) = delete;
    void start(std::chrono::nanoseconds after, std::function<void()> then) override {
      due = loop.now_ + after;
      call = std::move(then);
    }
    void cancel() override { due.reset(); }

    ToldLoop& loop;
    std::optional<std::chrono::nanoseconds> due;
    std::function<void()> call;
  };

  ToldTimer* next_before(std::chrono::nanoseconds end) {
    ToldTimer* next = nullptr;
    for (ToldTimer* timer : timers_)
      if (timer->due && *timer->due <= end && (!next || *timer->due < *next->due)) next = timer;
    return next;
  }

  std::chrono::nanoseconds now_{0};
  std::set<ToldTimer*> timers_;
  std::deque<std::function<void()>> posted_;
};

}  // namespace facefs::test
