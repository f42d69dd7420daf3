// SPDX-License-Identifier: Apache-2.0
// Which folders of the mount the kernel remembers, and which of them it holds for dead.
//
// Whoever watches a folder keeps it in the kernel's memory, so nobody needs to be told of changes in any other one. A
// folder that was removed stays dead in the kernel for as long as somebody has it open: when it is there again, it must
// be another one, which the generation beside the inode number says. Thread-safe; the mutex is held for map operations
// alone.
#pragma once

#include <cstdint>
#include <map>

#include "fuse/inode.h"
#include "system/guarded.h"

namespace facefs {

class KnownFolders {
 public:
  /// An answer told the kernel of it; FORGET takes that back. Does nothing for what is no folder.
  void looked_up(Inode inode);
  void forget(Inode inode, std::uint64_t times);
  /// The root always is.
  bool knows(Inode folder) const;

  /// The kernel was told that it is gone.
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
