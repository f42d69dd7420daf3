// SPDX-License-Identifier: Apache-2.0
#include "fuse/kept_listings.h"

#include <algorithm>
#include <iterator>

namespace facefs {

Listing KeptListings::find(Inode folder, std::uint64_t changes) {
  std::list<Kept> old;  // goes when the mutex is free again
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.begin(); kept != kept_.end();) {
    const auto next = std::next(kept);
    if (kept->changes < changes) old.splice(old.begin(), kept_, kept);
    kept = next;
  }
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Kept& kept) { return kept.folder == folder && kept.changes == changes; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->listing;
}

void KeptListings::keep(Inode folder, std::uint64_t changes, Listing listing) {
  if (listing->size() > kMostEntries) return;
  std::list<Kept> old;
  const std::lock_guard lock(mutex_);
  const auto before = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.folder == folder; });
  if (before != kept_.end()) old.splice(old.begin(), kept_, before);
  kept_.push_front({folder, changes, std::move(listing)});
  std::size_t entries = 0;
  const auto too_much = std::find_if(kept_.begin(), kept_.end(), [&entries](const Kept& kept) {
    entries += kept.listing->size();
    return entries > kMostEntries;
  });
  old.splice(old.begin(), kept_, too_much, kept_.end());
}

}  // namespace facefs
