// SPDX-License-Identifier: Apache-2.0
// When facefsd has been ill for so long that nobody should go on waiting for it: what passes in a moment is none.
#pragma once

#include <chrono>

namespace facefs {

class Illness {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kPatience{15};

  explicit Illness(Clock::time_point now) : healthy_(now) {}

  /// Whether it has been ill since then without a break.
  bool lasts(bool is_ill, Clock::time_point now) {
    if (!is_ill) healthy_ = now;
    return now - healthy_ > kPatience;
  }

 private:
  Clock::time_point healthy_;
};

}  // namespace facefs
