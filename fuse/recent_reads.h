// SPDX-License-Identifier: Apache-2.0
// Which photo each program read last: a program that reads a photo to its end and then removes it is moving it out of
// the mount, which is no rejection. (coreutils, GIO and KIO do so within milliseconds of each other: docs/mount.md.)
// Thread-safe; the mutex is held for map operations alone.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

#include "index/ids.h"

namespace facefs {

class RecentReads {
 public:
  using Clock = std::chrono::steady_clock;

  /// That thread closed that photo after reading.
  void note(PhotoId photo, int thread, Clock::time_point now = Clock::now());

  /// Whether a thread of that process closed it within the last second, and no other photo since.
  bool was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now = Clock::now()) const;

 private:
  struct Read {
    PhotoId photo{};
    Clock::time_point when;
  };
  mutable std::mutex mutex_;
  std::map<int, Read> last_;  // by thread
};

}  // namespace facefs
