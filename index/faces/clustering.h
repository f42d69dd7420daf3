// SPDX-License-Identifier: Apache-2.0
// Groups faces that nobody knows: who may be one person, and under which number.
//
// Average linkage, cut at M = 0.74, inside the connected components of the pairs with M <= 0.74; M is the distance by
// the smaller of the two faces' scales (index/faces/scale.h), and 0.74 d / 0.45 while there is none. The result is a
// function of the set of faces, not of their order. Nobody's faces are tied together by references here, so the scale
// passes over the eight nearest first: in a small library a person's own photos would set it, and tear the person
// apart. A component that is too large for that is grouped face by face: each joins the group that is nearest on
// average. docs/matching.md has the figures. Pure; any thread.
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

/// How far away a face may be at most to be near: in parts of its scale, and while it has none.
inline constexpr float kOnePerson = 0.74F;
inline constexpr float kOnePersonWithoutScale = 0.45F;

/// How far away another face may be to be near this one; of two faces the smaller reach counts.
float reach_of(const UnknownFace& face);
bool are_near(const UnknownFace& a, const UnknownFace& b);
/// Its square and a little more: whoever is farther than that by a rounded product is not near.
float square_of_reach(const UnknownFace& face);

/// Groups of two faces and more, as indices; each ascending, the groups by their first face. Stops early, with nothing,
/// when `stop` becomes true.
std::vector<std::vector<std::size_t>> grouped(std::span<const UnknownFace> faces, const std::atomic<bool>& stop);

/// The number of each face that is in a group. A group keeps the number that most of its faces had before; of two that
/// claim one number the one with more of its faces has it. New groups are numbered from `next` on, the largest first.
std::map<FaceId, ClusterId> numbered(std::span<const UnknownFace> faces,
                                     const std::vector<std::vector<std::size_t>>& groups, std::uint64_t next);

}  // namespace facefs
