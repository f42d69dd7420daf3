// SPDX-License-Identifier: Apache-2.0
// Which of the gallery's faces are near to given ones: out of one pass over the codes, which misses nobody.
//
// The pass keeps whoever may be near by the codes and what they leave out (CodeSlice); those are then read whole and
// measured, so that nobody is answered who is farther (but by faces_reachable, which measures nobody). Linear in the
// gallery with a small constant: a million faces take 4 to 5 ms on one core with AVX-512, most of it waiting for memory
// (docs/benchmarks.md). Any thread.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include "index/storage/snapshot.h"
#include "index/values/ids.h"
#include "models/face.h"

namespace facefs {

struct NearQuery {
  Embedding face;
  float radius = 0;
};

struct NearFace {
  std::size_t query = 0;  ///< the first of them that it is near to
  FaceId id{};
  float distance = 0;
};

struct ReachableFace {
  FaceId id{};
  float depth = 0;  ///< 0 where it stands, 1 at the border of what it can reach; the deepest of all queries, roughly
};

/// Faces within the radius of any query, each once, by number. Ends early when `stop` becomes true.
std::vector<NearFace> faces_near(const Snapshot& snapshot, std::span<const NearQuery> queries,
                                 const std::atomic<bool>& stop);

/// Every face that is_reached, each once, and by the codes alone, so that some who are a little farther are among them:
/// to measure the many takes longer than to find them.
std::vector<ReachableFace> faces_reachable(const Snapshot& snapshot, std::span<const NearQuery> queries);
/// Whether a query is within the face's own reach (Faces::reaches_from), and the face in the query's radius.
bool is_reached(const Snapshot& snapshot, FaceId face, std::span<const NearQuery> queries);

/// The nearest `count`, nearest first; of equally near ones the one with the lower number.
std::vector<NearFace> nearest_faces(const Snapshot& snapshot, const Embedding& face, std::size_t count);

}  // namespace facefs
