// SPDX-License-Identifier: Apache-2.0
// What each program did last. One that reads a photo to its end and then removes it is moving it out of the mount,
// which is no rejection. (coreutils, GIO and KIO do so within milliseconds of each other: docs/mount.md.) One that has
// removed a folder's last photo still finds the folder, to remove it as well.
//
// When a photo is closed is learnt from its RELEASE, which nobody waits for: the kernel sends it before the removal,
// but another thread may still be at it. Thread-safe; the mutex is held for map operations and looks into /proc.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "index/ids.h"

namespace facefs {

class RecentDoings {
 public:
  using Clock = std::chrono::steady_clock;

  void note_opened(PhotoId photo, int thread);
  /// `thread`: the one that opened it.
  void note_closed(PhotoId photo, int thread, Clock::time_point now = Clock::now());

  /// Whether a photo that a thread of that process read last is this one, closed within the last second. Waits a moment
  /// where that thread has it open: it may have closed it just now.
  bool was_just_read(PhotoId photo, std::uint64_t process, Clock::time_point now = Clock::now());

  /// That process removed a photo from that folder (an inode number).
  void note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());

  /// Whether a thread of that process did so within the last two seconds.
  bool just_removed_from(std::uint64_t folder, int thread, Clock::time_point now = Clock::now()) const;

 private:
  struct Removal {
    std::uint64_t process = 0;
    Clock::time_point when;
  };
  struct Read {
    PhotoId photo{};
    std::optional<Clock::time_point> closed;
  };
  /// The one closed last; one that is open counts as closed after all.
  std::optional<Read> latest_read(std::uint64_t process, Clock::time_point now) const;

  mutable std::mutex mutex_;
  std::condition_variable a_photo_was_closed_;
  std::map<int, Read> last_;                   // by thread
  std::map<std::uint64_t, Removal> removals_;  // by folder
};

}  // namespace facefs
