// SPDX-License-Identifier: Apache-2.0
// Which folders of the mount the kernel remembers, and which of them it takes for dead.
//
// A folder that a program watches stays in the kernel's memory, so no program needs to be told of changes in any other
// one. A folder that was removed stays dead in the kernel for as long as a program has it open. When it is there again,
// it must be another one: the generation beside the inode number says so. Thread-safe; the mutex is held for map
// operations alone.
#pragma once

#include <cstdint>
#include <map>

#include "fuse/inode.h"
#include "system/guarded.h"

namespace facefs {

class KnownFolders {
 public:
  /// Counts that an answer told the kernel of the inode; FORGET takes that back. Ignores files that are not fixed, and
  /// named folders.
  void looked_up(Inode inode);
  void forget(Inode inode, std::uint64_t times);
  /// Tells whether the kernel remembers the folder. It always remembers the root.
  bool knows(Inode folder) const;

  /// Notes that the kernel was told that the folder is gone.
  void removed(Inode folder);
  std::uint64_t generation(Inode inode) const;

 private:
  struct Folder {
    std::uint64_t lookups = 0;
    std::uint64_t generation = 1;
  };
  Guarded<std::map<std::uint64_t, Folder>> folders_;
};

}  // namespace facefs
