// SPDX-License-Identifier: Apache-2.0
// Groups of unknown/ that a rename has just taken away. File managers ask for the new name right after a rename
// (Nautilus, Nemo: GIO's set_display_name), and say that the rename has failed when nothing is there. So the group is
// found under its new name for three seconds more, as an empty folder that no listing shows. Then the notifier takes it
// away, in open windows, too.
//
// A group that is there again (after an undo) is found under its own name alone. Thread-safe; the mutex is held for map
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
  Inode folder;               ///< the folder that it was moved to
  std::string name;           ///< its new name there
  PersonId person = kNobody;  ///< the person it belongs to now
};

class MovedGroups {
 public:
  using Clock = std::chrono::steady_clock;

  void add(MovedGroup group, Clock::time_point now = Clock::now());
  std::optional<MovedGroup> at(Inode inode, Clock::time_point now = Clock::now()) const;
  std::optional<MovedGroup> named(Inode folder, std::string_view name, Clock::time_point now = Clock::now()) const;
  /// Ends the group's time at once.
  void end(ClusterId cluster, Clock::time_point now = Clock::now());
  /// Takes out the groups whose time is over, and returns them: each one once.
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
