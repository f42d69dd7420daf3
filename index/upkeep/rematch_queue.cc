// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/rematch_queue.h"

#include <algorithm>
#include <utility>

#include "index/storage/faces.h"

namespace facefs {
namespace {

/// How many faces are measured at most for each image that is wanted. Measuring one takes about a tenth of matching its
/// photo, so a portion of work is not much longer for it.
constexpr std::size_t kLooksAtOnce = 4;

bool comes_later(const ReachableFace& a, const ReachableFace& b) {
  return std::pair(a.depth, a.id) > std::pair(b.depth, b.id);
}

}  // namespace

void RematchQueue::add(const Snapshot& snapshot, std::vector<NearQuery> places) {
  std::vector<ReachableFace> faces = faces_reachable(snapshot, places);
  if (faces.empty()) return;
  std::make_heap(faces.begin(), faces.end(), comes_later);
  changes_.push_back({std::move(places), std::move(faces), {}});
}

std::vector<ImageKey> RematchQueue::next(const Snapshot& snapshot, std::size_t count) {
  std::vector<ImageKey> images;
  for (std::size_t looks = 0; !empty() && images.size() < count && looks < kLooksAtOnce * count; ++looks) {
    Change& change = changes_.back();
    std::pop_heap(change.faces.begin(), change.faces.end(), comes_later);
    const FaceId face = change.faces.back().id;
    change.faces.pop_back();
    if (is_reached(snapshot, face, change.places))
      if (const auto record = Faces(snapshot).find(face); record && change.dealt.insert(record->image).second)
        images.push_back(record->image);
    if (change.faces.empty()) changes_.pop_back();
  }
  return images;
}

}  // namespace facefs
