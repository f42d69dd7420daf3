// SPDX-License-Identifier: Apache-2.0
// What each program did last: whether it removes photos from the mount or moves them out of it, which is no rejection.
//
// A program that moves photos reads each to its end, writes as many bytes elsewhere, and then removes: one after the
// other, or a whole folder first. (coreutils, Python's shutil, GIO and KIO: docs/mount.md.) So what a program opened
// without a pause of a second is one run; a removal without a pause after that run is part of it, and so is a later one
// when the program has meanwhile written as much as it had read, by the kernel's count (/proc/<pid>/io). A viewer reads
// photos, too, but writes nothing, and its user takes a moment before deleting.
//
// A file manager goes on for days, and what it has copied its user may want to delete. So the pause is bounded: by ten
// seconds and the time that a slow disk takes for the bytes. Where the removal of one was refused, the others have
// minutes: a dialog is open. And what a program has put into a folder of the mount itself it may remove from there.
//
// References count as photos here: moving enroll/NAME out of the mount is no forgetting.
//
// One that has removed a folder's last photo still finds the folder, to remove it as well.
//
// When a photo is closed is learnt from its RELEASE, which nobody waits for: it may still be under way when the removal
// comes. Thread-safe; the mutex is held for map operations alone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

#include "fuse/inode.h"

namespace facefs {

class RecentActivity {
 public:
  using Clock = std::chrono::steady_clock;

  /// `bytes`: the photo's size.
  void note_opened(Inode photo, std::uint64_t bytes, int thread, Clock::time_point now = Clock::now());
  /// `thread`: the one that opened it.
  void note_closed(Inode photo, int thread, Clock::time_point now = Clock::now());

  /// Whether that process is moving the photo out. Waits a moment where it has the photo open: it may have closed it
  /// just now. (What stays open is looked at, not moved.)
  bool is_moving_out(Inode photo, std::uint64_t process, Clock::time_point now = Clock::now());

  /// That process put the photo into that folder (an inode number), by copying it there.
  void note_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());
  /// Whether it did so; said once.
  bool take_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());

  /// That process moved a photo out of that folder, and it is gone from there.
  void note_moved_out(Inode folder, std::uint64_t process, Clock::time_point now = Clock::now());
  bool has_moved_out_of(Inode folder, std::uint64_t process, Clock::time_point now = Clock::now()) const;

  /// That process removed a photo from that folder (an inode number).
  void note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());

  /// Whether a thread of that process did so within the last two seconds.
  bool just_removed_from(std::uint64_t folder, int thread, Clock::time_point now = Clock::now()) const;

 private:
  struct Removal {
    std::uint64_t process = 0;
    Clock::time_point when;
  };
  /// Photos that one thread opened without a pause.
  struct Run {
    std::uint64_t process = 0;
    std::uint64_t written_before = 0;  ///< bytes that its process had written when it began
    std::uint64_t bytes = 0;           ///< of its photos
    std::unordered_set<std::uint64_t> photos;
    std::unordered_set<std::uint64_t> refused;  ///< to be removed, since they were being moved out
    std::multiset<std::uint64_t> open;
    Clock::time_point last;  ///< when a photo of it was opened, closed, or asked to be removed
  };
  Clock::duration longest_pause(const Run& run, Inode photo) const;
  Run* run_going_on(int thread, Clock::time_point now);
  Run* run_of(Inode photo, std::uint64_t process);

  mutable std::mutex mutex_;
  std::condition_variable a_photo_was_closed_;
  std::multimap<int, Run> runs_;  ///< by the thread that opened; the last of each thread may go on
  std::map<std::pair<std::uint64_t, std::uint64_t>, Removal> put_;  ///< by folder and photo
  std::map<std::uint64_t, Removal> moved_;                          ///< out of it; by folder
  std::map<std::uint64_t, Removal> removals_;                       ///< by folder
};

}  // namespace facefs
