// SPDX-License-Identifier: Apache-2.0
// A closable queue of messages between threads, with a bound where the sender can wait.
//
// Any number of senders, one taker. `close` wakes all of them: senders are turned away, and the taker still gets the
// messages that are left.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <limits>
#include <mutex>
#include <vector>

namespace facefs {

template <typename Message>
class Inbox {
 public:
  explicit Inbox(std::size_t bound = std::numeric_limits<std::size_t>::max()) : bound_(bound) {}

  /// Adds the message at the end; waits for room. Returns false when the inbox is closed.
  bool put(Message message) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return closed_ || messages_.size() < bound_; });
    if (closed_) return false;
    messages_.push_back(std::move(message));
    filled_.notify_one();
    return true;
  }

  /// Adds the message before all others, without waiting for room: for work that is waited for. Returns false when the
  /// inbox is closed.
  bool put_first(Message message) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    messages_.push_front(std::move(message));
    filled_.notify_one();
    return true;
  }

  /// Takes up to `most` messages; waits at most `patience` for the first one. Returns none when none came.
  std::vector<Message> take(std::size_t most, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, patience, [this] { return closed_ || !messages_.empty(); });
    std::vector<Message> taken;
    while (!messages_.empty() && taken.size() < most) {
      taken.push_back(std::move(messages_.front()));
      messages_.pop_front();
    }
    room_.notify_all();
    return taken;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    filled_.notify_all();
    room_.notify_all();
  }

  bool is_empty() const {
    const std::lock_guard lock(mutex_);
    return messages_.empty();
  }

  /// Tells whether the inbox is closed and nothing is left to take.
  bool is_done() const {
    const std::lock_guard lock(mutex_);
    return closed_ && messages_.empty();
  }

 private:
  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable room_;
  std::deque<Message> messages_;
  bool closed_ = false;
};

}  // namespace facefs
