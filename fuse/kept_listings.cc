// SPDX-License-Identifier: Apache-2.0
#include "fuse/kept_listings.h"

#include <algorithm>
#include <iterator>

namespace facefs {

Listing KeptListings::find(Inode folder, std::uint64_t changes) {
  std::list<Kept> old;  // destroyed when the mutex is free again
  const auto listings = kept_.lock();
  for (auto kept = listings->begin(); kept != listings->end();) {
    const auto next = std::next(kept);
    if (kept->changes < changes) old.splice(old.begin(), *listings, kept);
    kept = next;
  }
  const auto found = std::find_if(listings->begin(), listings->end(),
                                  [&](const Kept& kept) { return kept.folder == folder && kept.changes == changes; });
  if (found == listings->end()) return nullptr;
  listings->splice(listings->begin(), *listings, found);
  return found->listing;
}

void KeptListings::keep(Inode folder, std::uint64_t changes, Listing listing) {
  if (listing->size() > kMostEntries) return;
  std::list<Kept> old;
  const auto listings = kept_.lock();
  const auto before =
      std::find_if(listings->begin(), listings->end(), [&](const Kept& kept) { return kept.folder == folder; });
  if (before != listings->end()) old.splice(old.begin(), *listings, before);
  listings->push_front({folder, changes, std::move(listing)});
  std::size_t entries = 0;
  const auto too_much = std::find_if(listings->begin(), listings->end(), [&entries](const Kept& kept) {
    entries += kept.listing->size();
    return entries > kMostEntries;
  });
  old.splice(old.begin(), *listings, too_much, listings->end());
}

}  // namespace facefs
