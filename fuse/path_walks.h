// SPDX-License-Identifier: Apache-2.0
// How long the kernel may remember the attributes of a top folder, which every path goes through.
//
// As a rule not at all, so that a mount whose daemon was killed does not look alive. But `ls -l` of 10,000 photos would
// ask 20,000 times. So a tenth of a second is granted once questions come faster than from a program that waits for
// something. Any thread, without a lock: counting one question too few does no harm.
#pragma once

#include <atomic>
#include <chrono>

namespace facefs {

class PathWalks {
 public:
  using Clock = std::chrono::steady_clock;

  /// Counts one more question. Returns for how many seconds its answer is good.
  double seconds_valid(Clock::time_point now = Clock::now()) {
    const auto time = now.time_since_epoch().count();
    const bool in_a_row = time - last_.exchange(time) < Clock::duration(kBetween).count();
    const int row = in_a_row ? ++row_ : (row_ = 0);
    return row >= kMany ? kGranted : 0;
  }

  static constexpr int kMany = 8;
  static constexpr std::chrono::milliseconds kBetween{2};
  static constexpr double kGranted = 0.1;

 private:
  std::atomic<Clock::rep> last_ = 0;
  std::atomic<int> row_ = 0;
};

}  // namespace facefs
