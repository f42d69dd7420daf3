// SPDX-License-Identifier: Apache-2.0
// How many photos are read per second: over the last half minute, between the moments at which the speed was asked. Not
// thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace facefs {

class ReadingSpeed {
 public:
  using Clock = std::chrono::steady_clock;

  /// Returns photos per second. `photos` is how many have been read by now. Returns 0 within the first half second, and
  /// if there are fewer than before.
  double at(Clock::time_point now, std::uint64_t photos) {
    samples_.push_back({now, photos});
    while (samples_.front().when < now - kWindow) samples_.pop_front();
    const Sample& first = samples_.front();
    const double seconds = std::chrono::duration<double>(now - first.when).count();
    if (seconds < 0.5 || photos < first.photos) return 0;
    return static_cast<double>(photos - first.photos) / seconds;
  }

 private:
  static constexpr std::chrono::seconds kWindow{30};
  struct Sample {
    Clock::time_point when;
    std::uint64_t photos;
  };
  std::deque<Sample> samples_;
};

}  // namespace facefs
