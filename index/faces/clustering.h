// SPDX-License-Identifier: Apache-2.0
// Groups unknown faces: which of them may be one person, and under which number.
//
// Average linkage, cut at the space's `one_person`, inside the connected components of the pairs that are as near. What
// counts is the distance in parts of the smaller of the two faces' scales (index/faces/scale.h), or the distance itself
// while there is none. The result depends
// on the set of faces, not on their order.
//
// The scale passes over the nearest faces (`own_faces_spared`), because no references tie a person's faces together
// here. Otherwise, in a small library, a person's own photos would set the scale, and the person would fall apart. A
// component that is too large for average linkage is grouped face by face. There each face joins the group that is
// nearest on average. docs/matching.md has the figures. Pure; any thread.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "index/faces/space.h"
#include "index/values/ids.h"
#include "models/face.h"

namespace facefs {

struct UnknownFace {
  FaceId id{};
  Embedding embedding;
  float scale = 0;
  std::optional<ClusterId> before;
};

/// Returns the largest distance at which another face is near this one. Of two faces the smaller reach counts.
float reach_of(const UnknownFace& face, const Space& space);

/// Returns the groups of two faces and more, as indices. The indices of a group ascend, and the groups are in the order
/// of their first faces. Ends early and returns nothing when `stop` becomes true.
std::vector<std::vector<std::size_t>> grouped(std::span<const UnknownFace> faces, const Space& space,
                                              const std::atomic<bool>& stop);

/// Returns the number of each face that is in a group. A group keeps the number that most of its faces had before.
/// Where two groups claim one number, the group with more of its faces gets it. New groups are numbered from `next` on,
/// the largest first.
std::map<FaceId, ClusterId> numbered(std::span<const UnknownFace> faces,
                                     const std::vector<std::vector<std::size_t>>& groups, std::uint64_t next);

}  // namespace facefs
