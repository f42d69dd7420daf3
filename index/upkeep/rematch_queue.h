// SPDX-License-Identifier: Apache-2.0
// The faces to match again after a person has changed, most affected first.
//
// The last change comes first, and of that the faces that are deepest in their own reach. Those become the person's,
// and the user waits to see them. (The distance alone would not do. A face with many like it is nearer to everybody
// than a face that becomes a person's.)
//
// The faces are found at once, by their codes alone, and measured when their turn comes. A face's number is forgotten
// when it was dealt out. The writer's.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "index/upkeep/face_search.h"
#include "index/values/ids.h"

namespace facefs {

class RematchQueue {
 public:
  bool empty() const { return changes_.empty(); }
  void clear() { changes_.clear(); }

  /// Adds each face that has one of these points within its reach: a person's centroid before or after the change.
  /// Under vote the points are references.
  void add(const Snapshot& snapshot, std::vector<NearQuery> places);

  /// Returns the images of the next faces: at most `count`, each once for a change. Returns fewer, or none, when many
  /// faces had to be measured for them.
  std::vector<ImageKey> next(const Snapshot& snapshot, std::size_t count);

 private:
  struct Change {
    std::vector<NearQuery> places;
    std::vector<ReachableFace> faces;  ///< a heap, the deepest on top
    std::set<ImageKey> dealt;
  };

  std::vector<Change> changes_;  ///< each of them has faces
};

}  // namespace facefs
