// SPDX-License-Identifier: Apache-2.0
// Whom a change of people concerns: the faces that are to be matched again, and in which order.
//
// What was changed last comes first, and of that those deepest in their own reach: who becomes that person's, and whom
// somebody waits to see. (One whose like are many stands nearer to everybody than one who becomes that person's.) They
// are found by their codes alone, at once, and measured only when their turn comes. A face's number is forgotten when
// it was dealt out. The writer's.
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

  /// Those within whose own reach one of these places is: where somebody was, or is now.
  void add(const Snapshot& snapshot, std::vector<NearQuery> places);

  /// The images of the next ones, each once for a change: `count` of them; fewer, or none, when many were looked at for
  /// them.
  std::vector<ImageKey> next(const Snapshot& snapshot, std::size_t count);

 private:
  struct Change {
    std::vector<NearQuery> places;
    std::vector<ReachableFace> faces;  ///< a heap, the deepest on top
    std::set<ImageKey> dealt;
  };

  std::vector<Change> changes_;  ///< none without faces
};

}  // namespace facefs
