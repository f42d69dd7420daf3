// SPDX-License-Identifier: Apache-2.0
// What each program did last: whether it removes photos from the mount, or moves them out of it, which is no rejection.
//
// A program that moves photos reads each to its end, writes as many bytes elsewhere, and then removes: one after the
// other, or a whole folder first. (coreutils, Python's shutil, GIO and KIO: docs/mount.md.) So what a program opened
// without a pause of a second is one run. A removal without a pause after that run is part of it. So is a later one
// when the program has meanwhile written as much as it had read, by the kernel's count (/proc/<pid>/io). A viewer reads
// photos, too, but writes nothing, and its user takes a moment before deleting.
//
// A file manager goes on for days, and its user may want to delete what it has copied. So the pause is bounded: by ten
// seconds and the time that a slow disk takes for the bytes. Where the removal of one photo was refused, the others
// have five minutes, because a dialog may be open. A program may remove from a folder of the mount what it has put
// there itself.
//
// References count as photos here: moving enroll/NAME out of the mount is no forgetting.
//
// A program that has removed a folder's last photo still finds the folder, to remove it as well.
//
// The RELEASE tells when a photo is closed. No program waits for it, so it may still be under way when the removal
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

  /// Notes that the thread opened the photo. `bytes` is its size.
  void note_opened(Inode photo, std::uint64_t bytes, int thread, Clock::time_point now = Clock::now());
  /// Notes that the photo was closed; `thread` is the one that opened it.
  void note_closed(Inode photo, int thread, Clock::time_point now = Clock::now());

  /// Tells whether the process is moving the photo out. Waits up to half a second while it has the photo open, because
  /// it may have closed it just now. (A photo that stays open is looked at, not moved.)
  bool is_moving_out(Inode photo, std::uint64_t process, Clock::time_point now = Clock::now());

  /// Notes that the process put the photo into that folder (an inode number), by copying it there.
  void note_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());
  /// Tells whether the process put the photo there, once: the note is dropped.
  bool take_put(Inode photo, std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());

  /// Notes that the process moved a photo out of that folder, from which it is gone.
  void note_moved_out(Inode folder, std::uint64_t process, Clock::time_point now = Clock::now());
  bool has_moved_out_of(Inode folder, std::uint64_t process, Clock::time_point now = Clock::now()) const;

  /// Notes that the process removed a photo from that folder (an inode number).
  void note_removal(std::uint64_t folder, std::uint64_t process, Clock::time_point now = Clock::now());

  /// Tells whether the thread's process was the last to remove a photo from that folder, within the last two seconds.
  bool just_removed_from(std::uint64_t folder, int thread, Clock::time_point now = Clock::now()) const;

 private:
  struct Removal {
    std::uint64_t process = 0;
    Clock::time_point when;
  };
  /// Photos that one thread opened without a pause.
  struct Run {
    std::uint64_t process = 0;
    std::uint64_t written_before = 0;  ///< bytes that the process had written when the run began
    std::uint64_t bytes = 0;           ///< size of its photos
    std::unordered_set<std::uint64_t> photos;
    std::unordered_set<std::uint64_t> refused;  ///< photos that were not removed, because they were being moved out
    std::multiset<std::uint64_t> open;
    Clock::time_point last;  ///< when one of its photos was last opened, closed, or kept from removal
  };
  Clock::duration longest_pause(const Run& run, Inode photo) const;
  Run* run_going_on(int thread, Clock::time_point now);
  Run* run_of(Inode photo, std::uint64_t process);

  mutable std::mutex mutex_;
  std::condition_variable a_photo_was_closed_;
  std::multimap<int, Run> runs_;  ///< by the thread that opened; each thread's last may go on
  std::map<std::pair<std::uint64_t, std::uint64_t>, Removal> put_;  ///< by folder and photo
  std::map<std::uint64_t, Removal> moved_;                          ///< by the folder that photos were moved out of
  std::map<std::uint64_t, Removal> removals_;                       ///< by folder
};

}  // namespace facefs
