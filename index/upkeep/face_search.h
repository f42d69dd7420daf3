// SPDX-License-Identifier: Apache-2.0
// Finds the gallery's faces that are near given ones, in one pass over the codes, which misses no face.
//
// The pass keeps each face that may be near, by the codes and what they leave out (CodeSlice). Those faces are then
// read whole and measured, so that no face is returned that is farther. The exception is `faces_reachable`, which
// measures none. Linear in the gallery with a small constant: a million of dlib's faces take 4 to 5 ms on one core with
// AVX-512, of SFace's a third more, most of it waiting for memory (docs/benchmarks.md). Any thread.
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
  std::size_t query = 0;  ///< index of the first query that the face is near to
  FaceId id{};
  float distance = 0;
};

struct ReachableFace {
  FaceId id{};
  float depth = 0;  ///< how far a query is in parts of the reach, roughly: 0 at the face; the least of all queries
};

/// Returns the faces within the radius of any query, each once, by number. Ends early when `stop` becomes true.
std::vector<NearFace> faces_near(const Snapshot& snapshot, std::span<const NearQuery> queries,
                                 const std::atomic<bool>& stop);

/// Returns every face for which `is_reached` is true, each once. Uses the codes alone, so some faces are among them
/// that are a little farther: measuring that many takes longer than finding them.
std::vector<ReachableFace> faces_reachable(const Snapshot& snapshot, std::span<const NearQuery> queries);
/// Tells whether a query is within the face's own reach (Faces::reaches_from), and the face within the query's radius.
bool is_reached(const Snapshot& snapshot, FaceId face, std::span<const NearQuery> queries);

/// Returns the nearest `count` faces, nearest first. Of equally near ones the lower number comes first.
std::vector<NearFace> nearest_faces(const Snapshot& snapshot, const Embedding& face, std::size_t count);

}  // namespace facefs
