// SPDX-License-Identifier: Apache-2.0
#include "fuse/kept_listings.h"

#include <algorithm>

namespace facefs {

Listing KeptListings::find(Inode folder, std::uint64_t changes) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [changes](const Kept& kept) { return kept.changes != changes; });
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.folder == folder; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->listing;
}

void KeptListings::keep(Inode folder, std::uint64_t changes, Listing listing) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [folder](const Kept& kept) { return kept.folder == folder; });
  kept_.push_front({folder, changes, std::move(listing)});
  std::size_t entries = 0;
  const auto too_much = std::find_if(kept_.begin(), kept_.end(), [&entries](const Kept& kept) {
    entries += kept.listing->size();
    return entries > kMostEntries;
  });
  kept_.erase(too_much, kept_.end());
}

}  // namespace facefs
