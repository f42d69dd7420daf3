// SPDX-License-Identifier: Apache-2.0
// Listings of folders that nothing has changed since they were last opened: to look up ten thousand photos again for
// each `ls` costs as much as all the rest of it.
//
// At most kMostEntries are kept, the longest unused folder going first. Any thread; the mutex is held for map
// operations alone.
#pragma once

#include <cstdint>
#include <list>

#include "fuse/inode.h"
#include "fuse/packed_listing.h"
#include "system/guarded.h"

namespace facefs {

class KeptListings {
 public:
  static constexpr std::size_t kMostEntries = 300'000;  ///< some 27 MB

  /// As it was when the tree had changed so many times; nothing when it was not kept, or is of another moment.
  Listing find(Inode folder, std::uint64_t changes);
  void keep(Inode folder, std::uint64_t changes, Listing listing);

 private:
  struct Kept {
    Inode folder;
    std::uint64_t changes;
    Listing listing;
  };
  Guarded<std::list<Kept>> kept_;  // the last used one first
};

}  // namespace facefs
