// SPDX-License-Identifier: Apache-2.0
// Tells when facefsd has been ill for so long that nobody should go on waiting for it. An illness that soon passes does
// not count.
#pragma once

#include <chrono>

namespace facefs {

class Illness {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kPatience{15};

  explicit Illness(Clock::time_point now) : healthy_(now) {}

  /// Tells whether facefsd has been ill for more than `kPatience` without a break.
  bool lasts(bool is_ill, Clock::time_point now) {
    if (!is_ill) healthy_ = now;
    return now - healthy_ > kPatience;
  }

 private:
  Clock::time_point healthy_;
};

}  // namespace facefs
