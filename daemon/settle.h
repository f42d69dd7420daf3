// SPDX-License-Identifier: Apache-2.0
// Waits until something has been quiet for a while, and folds a burst of events about it into one. No clock of its own:
// the time is passed in, so that tests need not sleep. One thread.
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

  /// The key's quiet time ends at `due`, also when it was to end earlier. The first token is kept: it is the oldest.
  void touch(const Key& key, Clock::time_point due, Token token) {
    auto [found, is_new] = pending_.try_emplace(key, Pending{due, std::move(token)});
    if (!is_new) {
      order_.erase({found->second.due, key});
      found->second.due = due;
    }
    order_.insert({due, key});
  }

  /// Everything whose quiet time is over.
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

  /// When `take` next has something.
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
