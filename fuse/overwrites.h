// SPDX-License-Identifier: Apache-2.0
// Copies onto a name that a photo has. Cameras repeat names, and `cp b/IMG.jpg people/Joey/` opens the other IMG.jpg to
// write over it. Nothing is written over; the copy gets a name of its own beside it.
//
// The kernel opens a photo by its number, which is the same in all folders, and does not say where. After ESTALE it
// looks every name of the path up again (path_lookup in the kernel: LOOKUP_REVAL), for the same thread and within the
// same open. That look-up names the folder. In a person's folder the name then leads, for that one look-up, to a new
// file, and the kernel opens that. A second opening of the photo itself had no such name, and is refused.
//
// Kept by thread, each for a second. Thread-safe; the mutex is held for map operations alone.
#pragma once

#include <chrono>
#include <map>
#include <optional>

#include "fuse/inode.h"
#include "system/guarded.h"

namespace facefs {

class Overwrites {
 public:
  using Clock = std::chrono::steady_clock;

  /// Notes that the thread wants to write over the photo. Returns true where the kernel must look its name up again;
  /// false where that was asked of it just now.
  bool begin(int thread, Inode photo, Clock::time_point now = Clock::now());
  /// Tells whether the kernel is looking that photo's name up again for that thread.
  bool is_looking_for(int thread, Inode photo, Clock::time_point now = Clock::now()) const;

  /// Notes the file that is written instead; the kernel looks it up twice.
  void set_copy(int thread, Inode copy);
  std::optional<Inode> copy_of(int thread) const;
  void end(int thread);

 private:
  struct Overwrite {
    Inode photo;
    std::optional<Inode> copy;
    Clock::time_point begun;
  };
  Guarded<std::map<int, Overwrite>> by_thread_;
};

}  // namespace facefs
