// SPDX-License-Identifier: Apache-2.0
// Copies onto a name that a photo has: cameras repeat names, and `cp b/IMG.jpg people/Joey/` opens the other IMG.jpg to
// write over it. Nothing is written over; the copy gets a name of its own beside it.
//
// The kernel opens a photo by its number, which is the same in all folders, and does not say where. To ESTALE it
// answers by looking every name of the path up again (path_lookup in the kernel: LOOKUP_REVAL), for the same thread and
// within the same open. So the folder is learnt, and where it is a person's, the name leads that one look-up to a new
// file; then the kernel opens that. A second opening of the photo itself had no such name, and is refused.
//
// By thread, each for a second. Thread-safe; the mutex is held for map operations alone.
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

  /// That thread wants to write over the photo. True where the kernel is to look its name up again; false where that
  /// was asked of it just now.
  bool begin(int thread, Inode photo, Clock::time_point now = Clock::now());
  /// Whether the kernel is looking that photo's name up again for that thread.
  bool is_looking_for(int thread, Inode photo, Clock::time_point now = Clock::now()) const;

  /// The file that is written instead; the kernel looks twice.
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
