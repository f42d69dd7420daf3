// SPDX-License-Identifier: Apache-2.0
// What each program did last. One that reads a photo to its end and then removes it is moving it out of the mount,
// which is no rejection. (coreutils, GIO and KIO do so within milliseconds of each other: docs/mount.md.) One that has
// removed a folder's last photo still finds the folder, to remove it as well.
//
// When a photo is closed is learnt from its RELEASE, which nobody waits for: it may still be under way when the removal
// comes. Thread-safe; the mutex is held for map operations alone.
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

  /// Whether a thread of that process closed it within the last second, and no other photo since. Waits a moment where
  /// one has it open: it may have closed it just now. (What stays open is looked at, not moved.)
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
    Clock::time_point when;
  };
  mutable std::mutex mutex_;
  std::condition_variable a_photo_was_closed_;
  std::map<int, PhotoId> open_;                // the last one that a thread opened, until it is closed
  std::map<int, Read> last_;                   // the last one that was closed, by the thread that had opened it
  std::map<std::uint64_t, Removal> removals_;  // by folder
};

}  // namespace facefs
