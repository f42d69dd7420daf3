// SPDX-License-Identifier: Apache-2.0
// Waits until something has been quiet for a while, and folds a burst of events about it into one. Has no clock: the
// time is passed in, so that tests need not sleep. One thread.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "daemon/ledger.h"

namespace facefs {

using Clock = std::chrono::steady_clock;

template <typename Key>
class Settle {
 public:
  struct Settled {
    Key key;
    Token token;
  };

  /// Lets the key's quiet time end at `due`, whenever it was to end before. Keeps its first token, which is the oldest.
  void touch(const Key& key, Clock::time_point due, Token token) {
    auto [found, is_new] = pending_.try_emplace(key, Pending{due, std::move(token)});
    if (!is_new) {
      order_.erase({found->second.due, key});
      found->second.due = due;
    }
    order_.insert({due, key});
  }

  /// Takes out and returns every key that has been quiet for long enough.
  std::vector<Settled> take(Clock::time_point now) {
    std::vector<Settled> settled;
    while (!order_.empty() && order_.begin()->first <= now) {
      const auto found = pending_.find(order_.begin()->second);
      settled.push_back({found->first, std::move(found->second.token)});
      pending_.erase(found);
      order_.erase(order_.begin());
    }
    return settled;
  }

  /// Returns when `take` next has something; nothing if no key waits.
  std::optional<Clock::time_point> next() const {
    if (order_.empty()) return std::nullopt;
    return order_.begin()->first;
  }

 private:
  struct Pending {
    Clock::time_point due;
    Token token;
  };
  std::map<Key, Pending> pending_;
  std::set<std::pair<Clock::time_point, Key>> order_;
};

}  // namespace facefs
