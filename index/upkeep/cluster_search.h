// SPDX-License-Identifier: Apache-2.0
// Which unknown faces are to change their cluster.
//
// `regrouped` groups all of them anew: exact, and quadratic in their number. `regrouped_around` groups only what a few
// changed faces touch: themselves, the faces near them, and everybody in the clusters of either; one pass over the
// embeddings. What that leaves otherwise than a whole grouping would is mended by the next whole one, which is due when
// the sample behind the scales is another one (unless there are more than 50,000), or when a quarter of the faces has
// changed since the last.
// Both only read; any thread.
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
      places;                 ///< where faces belong now, as far as it is elsewhere
  std::uint64_t numbers = 0;  ///< the highest number given
  std::size_t faces = 0;      ///< how many were looked at
};

/// Nothing when `stop` became true.
std::optional<ClusterSearch> regrouped(const Snapshot& snapshot, const ScaleSample& sample,
                                       const std::atomic<bool>& stop);
std::optional<ClusterSearch> regrouped_around(const Snapshot& snapshot, const ScaleSample& sample,
                                              const std::set<FaceId>& changed, const std::atomic<bool>& stop);

/// Whether all are to be grouped when `changed` of them have changed since the last whole grouping, of `faces`, and the
/// sample is the same as then or not. Of so many that it takes minutes, one face more or less in the sample is no
/// reason.
bool is_worth_a_whole_regrouping(std::size_t changed, std::size_t faces, bool same_sample);

}  // namespace facefs
