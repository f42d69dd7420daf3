// SPDX-License-Identifier: Apache-2.0
// How far a face is from sixteen others, by the coarse halves of their codes (index/search/coarse_group.h). Pure.
#pragma once

#include "index/search/coarse_group.h"
#include "index/search/group_distances.h"

namespace facefs {

const DistanceWays<CoarseGroup>& coarse_distance_ways();
/// Returns the fastest way that this processor can run.
const GroupDistances<CoarseGroup>& coarse_distances();

}  // namespace facefs
