// SPDX-License-Identifier: Apache-2.0
// Groups of unknown/ that a rename has just taken away. File managers ask for the new name right after a rename
// (Nautilus, Nemo: GIO's set_display_name), and say that the rename has failed when nothing is there. So the group is
// found under its new name for three seconds more, as an empty folder that no listing shows; then the notifier takes it
// away, in open windows, too.
//
// A group that is there again (by an undo) is found under its own name alone. Thread-safe; the mutex is held for map
// operations alone.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fuse/inode.h"
#include "system/guarded.h"

namespace facefs {

struct MovedGroup {
  ClusterId cluster{};
  Inode folder;               ///< where it was moved to
  std::string name;           ///< and as what
  PersonId person = kNobody;  ///< whose it is now
};

class MovedGroups {
 public:
  using Clock = std::chrono::steady_clock;

  void add(MovedGroup group, Clock::time_point now = Clock::now());
  std::optional<MovedGroup> at(Inode inode, Clock::time_point now = Clock::now()) const;
  std::optional<MovedGroup> named(Inode folder, std::string_view name, Clock::time_point now = Clock::now()) const;
  /// Its time is over at once.
  void end(ClusterId cluster, Clock::time_point now = Clock::now());
  /// Those whose time is over; of each it is told once.
  std::vector<MovedGroup> take_expired(Clock::time_point now = Clock::now());
  bool is_empty() const;

 private:
  struct Kept {
    MovedGroup group;
    Clock::time_point until;
  };
  Guarded<std::map<std::uint64_t, Kept>> groups_;  ///< by inode number
};

}  // namespace facefs
