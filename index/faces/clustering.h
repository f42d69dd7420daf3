// SPDX-License-Identifier: Apache-2.0
// Groups unknown faces: which of them may be one person, and under which number.
//
// Average linkage, cut at M = 0.74, inside the connected components of the pairs with M <= 0.74. M is the distance in
// parts of the smaller of the two faces' scales (index/faces/scale.h), or 0.74 d / 0.45 without one. The result depends
// on the set of faces, not on their order.
//
// The scale passes over the eight nearest faces, because no references tie a person's faces together here. Otherwise,
// in a small library, a person's own photos would set the scale, and the person would fall apart. A component that is
// too large for average linkage is grouped face by face. There each face joins the group that is nearest on average.
// docs/matching.md has the figures. Pure; any thread.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "index/values/ids.h"
#include "models/face.h"

namespace facefs {

inline constexpr std::size_t kOwnFacesSpared = 8;

struct UnknownFace {
  FaceId id{};
  Embedding embedding;
  float scale = 0;
  std::optional<ClusterId> before;
};

/// The largest distance at which a face is near: in parts of its scale, and as a distance while it has no scale.
inline constexpr float kOnePerson = 0.74F;
inline constexpr float kOnePersonWithoutScale = 0.45F;

/// Returns the largest distance at which another face is near this one. Of two faces the smaller reach counts.
float reach_of(const UnknownFace& face);
bool are_near(const UnknownFace& a, const UnknownFace& b);
/// Returns the square of the reach and a little more. A face is not near if its squared distance, from rounded
/// products, is larger.
float square_of_reach(const UnknownFace& face);

/// Returns the groups of two faces and more, as indices. The indices of a group ascend, and the groups are in the order
/// of their first faces. Ends early and returns nothing when `stop` becomes true.
std::vector<std::vector<std::size_t>> grouped(std::span<const UnknownFace> faces, const std::atomic<bool>& stop);

/// Returns the number of each face that is in a group. A group keeps the number that most of its faces had before.
/// Where two groups claim one number, the group with more of its faces gets it. New groups are numbered from `next` on,
/// the largest first.
std::map<FaceId, ClusterId> numbered(std::span<const UnknownFace> faces,
                                     const std::vector<std::vector<std::size_t>>& groups, std::uint64_t next);

}  // namespace facefs
