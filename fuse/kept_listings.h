// SPDX-License-Identifier: Apache-2.0
// Listings of folders, kept for as long as nothing in the tree changes. Looking up ten thousand photos again costs as
// much as all the rest of an `ls`.
//
// At most kMostEntries are kept; the folder that was unused for longest goes first. Any thread; the mutex is held for
// list operations alone.
#pragma once

#include <cstdint>
#include <list>

#include "fuse/inode.h"
#include "fuse/packed_listing.h"
#include "system/guarded.h"

namespace facefs {

class KeptListings {
 public:
  static constexpr std::size_t kMostEntries = 300'000;  ///< about 27 MB

  /// Returns the listing as it was after that many changes of the tree; a null pointer when it was not kept, or is of
  /// another moment.
  Listing find(Inode folder, std::uint64_t changes);
  void keep(Inode folder, std::uint64_t changes, Listing listing);

 private:
  struct Kept {
    Inode folder;
    std::uint64_t changes;
    Listing listing;
  };
  Guarded<std::list<Kept>> kept_;  // the last used first
};

}  // namespace facefs
