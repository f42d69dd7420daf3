// SPDX-License-Identifier: Apache-2.0
// Finds the unknown faces that must change their cluster.
//
// `regrouped` groups all of them anew: exact, and quadratic in their number. `regrouped_around` groups only what a few
// changed faces touch, after one pass over the embeddings. That is themselves, the faces near them, and all faces in
// the clusters of either.
//
// Where a whole grouping would give another result, the next one mends that. It is due when a quarter of the faces has
// changed since the last. It is also due when the sample behind the scales has changed, unless there are more than
// 50,000 faces. Both functions only read; any thread.
#pragma once

#include <atomic>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "index/faces/scale.h"
#include "index/storage/snapshot.h"

namespace facefs {

struct ClusterSearch {
  std::vector<std::pair<FaceId, std::optional<ClusterId>>>
      places;                 ///< faces that must change their cluster, and the new one
  std::uint64_t numbers = 0;  ///< the highest number given
  std::size_t faces = 0;      ///< how many faces were looked at
};

/// Groups all unknown faces anew. Returns nothing when `stop` became true.
std::optional<ClusterSearch> regrouped(const Snapshot& snapshot, const ScaleSample& sample,
                                       const std::atomic<bool>& stop);
/// Groups what the `changed` faces touch. Returns nothing when `stop` became true.
std::optional<ClusterSearch> regrouped_around(const Snapshot& snapshot, const ScaleSample& sample,
                                              const std::set<FaceId>& changed, const std::atomic<bool>& stop);

/// Tells whether all faces should be grouped, when `changed` of them have changed since the last whole grouping of
/// `faces`. `same_sample`: the sample is the same as then. Another sample is no reason where a whole grouping takes
/// minutes. Under 2,000 faces the answer is always true.
bool is_worth_a_whole_regrouping(std::size_t changed, std::size_t faces, bool same_sample);

}  // namespace facefs
