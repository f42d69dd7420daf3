// SPDX-License-Identifier: Apache-2.0
#include "index/faces/clustering.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <tuple>

#include "index/faces/disjoint_sets.h"
#include "index/faces/distance_block.h"

namespace facefs {
namespace {

constexpr std::size_t kLargestComponent = 4000;  // its distances take 64 MB
constexpr float kFar = std::numeric_limits<float>::infinity();

using Group = std::vector<std::size_t>;

/// A face, and the largest distance at which another one is near it.
struct ReachingFace {
  ReachingFace(const UnknownFace& face, const Space& space) : embedding(face.embedding), reach(reach_of(face, space)) {}
  const Embedding& embedding;
  float reach;

  /// Returns the square of the reach and a little more. A face is not near if its squared distance, from rounded
  /// products, is larger.
  float square() const {
    constexpr float kRounding = 1.001F;
    return kRounding * reach * reach;
  }
};
using Faces = std::span<const ReachingFace>;

/// Returns the distance in parts of the smaller reach. Two faces are near up to 1.
float dissimilarity(const ReachingFace& a, const ReachingFace& b) {
  return distance(a.embedding, b.embedding) / std::min(a.reach, b.reach);
}

/// Joins the faces of the block with each near face before them and among them. The block holds `faces` from `first`
/// on.
void join_near(Faces faces, std::size_t first, const DistanceBlock& block, DisjointSets& sets) {
  DistanceBlock::Distances squares;
  for (std::size_t i = 0; i < first + block.size(); ++i) {
    block.squared_distances(faces[i].embedding, squares);
    const float largest = faces[i].square();
    for (std::size_t j = i < first ? 0 : i - first + 1; j < block.size(); ++j)
      if (squares[j] <= largest && dissimilarity(faces[i], faces[first + j]) <= 1) sets.join(i, first + j);
  }
}

/// Returns the connected components of two faces and more, with their members in `order`.
std::vector<Group> components(Faces faces, const Group& order, const std::atomic<bool>& stop) {
  DisjointSets sets(faces.size());
  for (std::size_t first = 0; first < faces.size() && !stop; first += DistanceBlock::kFaces) {
    DistanceBlock block;
    for (std::size_t i = first; i < faces.size() && !block.is_full(); ++i) block.add(faces[i].embedding);
    join_near(faces, first, block, sets);
  }
  std::map<std::size_t, Group> members;
  for (const std::size_t i : order) members[sets.of(i)].push_back(i);
  std::vector<Group> result;
  for (auto& [root, group] : members)
    if (group.size() > 1) result.push_back(std::move(group));
  return result;
}

/// Average linkage by the nearest-neighbour chain (Murtagh, 1983) with the update of Lance and Williams: exact, and
/// quadratic in time.
class AverageLinkage {
 public:
  AverageLinkage(Faces faces, const Group& members)
      : count_(members.size()), open_(count_, true), distances_(count_ * count_, kFar) {
    for (const std::size_t member : members) groups_.push_back({member});
    for (std::size_t i = 0; i < count_; ++i)
      for (std::size_t j = i + 1; j < count_; ++j)
        at(i, j) = at(j, i) = dissimilarity(faces[members[i]], faces[members[j]]);
  }

  std::vector<Group> cut(const std::atomic<bool>& stop) {
    Group chain;
    for (std::size_t i = 0; i < count_ && !stop; ++i)
      while (open_[i]) {
        chain = {i};
        while (!chain.empty()) follow(chain);
      }
    return std::move(groups_);
  }

 private:
  float& at(std::size_t i, std::size_t j) { return distances_[i * count_ + j]; }

  /// Returns the nearest open group. Of equally near ones it prefers the one before in the chain, so that a pair finds
  /// each other.
  std::size_t nearest(std::size_t group, std::size_t before) {
    std::size_t best = before;
    for (std::size_t i = 0; i < count_; ++i)
      if (open_[i] && i != group && (best == group || at(group, i) < at(group, best))) best = i;
    return best;
  }

  void follow(Group& chain) {
    const std::size_t top = chain.back();
    const std::size_t before = chain.size() > 1 ? chain[chain.size() - 2] : top;
    const std::size_t next = nearest(top, before);
    if (next == top || at(top, next) > 1) {  // no merge of others can bring anything nearer
      open_[top] = false;
      chain.pop_back();
    } else if (next == before) {
      chain.resize(chain.size() - 2);
      merge(std::min(top, before), std::max(top, before));
    } else {
      chain.push_back(next);
    }
  }

  void merge(std::size_t a, std::size_t b) {
    const auto x = static_cast<float>(groups_[a].size());
    const auto y = static_cast<float>(groups_[b].size());
    for (std::size_t i = 0; i < count_; ++i)
      if (open_[i] && i != a && i != b) at(a, i) = at(i, a) = (x * at(a, i) + y * at(b, i)) / (x + y);
    groups_[a].insert(groups_[a].end(), groups_[b].begin(), groups_[b].end());
    groups_[b].clear();
    open_[b] = false;
  }

  std::size_t count_;
  std::vector<char> open_;
  std::vector<float> distances_;
  std::vector<Group> groups_;
};

std::vector<Group> one_by_one(Faces faces, const Group& members, const std::atomic<bool>& stop) {
  std::vector<Group> groups;
  for (const std::size_t face : members) {
    if (stop) break;
    float best = 1;
    Group* home = nullptr;
    for (Group& group : groups) {
      float sum = 0;
      for (const std::size_t other : group) sum += dissimilarity(faces[face], faces[other]);
      if (const float mean = sum / static_cast<float>(group.size()); mean <= best) {
        best = mean;
        home = &group;
      }
    }
    if (home)
      home->push_back(face);
    else
      groups.push_back({face});
  }
  return groups;
}

}  // namespace

float reach_of(const UnknownFace& face, const Space& space) {
  if (face.scale <= 0) return space.one_person_without_scale;
  return std::clamp(space.one_person * face.scale, space.one_person_least, space.one_person_most);
}

std::vector<std::vector<std::size_t>> grouped(std::span<const UnknownFace> faces, const Space& space,
                                              const std::atomic<bool>& stop) {
  std::vector<ReachingFace> reaching;
  reaching.reserve(faces.size());
  for (const UnknownFace& face : faces) reaching.emplace_back(face, space);
  Group order(faces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return faces[a].embedding.values < faces[b].embedding.values; });
  std::vector<Group> result;
  for (const Group& component : components(reaching, order, stop)) {
    auto parts = component.size() <= kLargestComponent ? AverageLinkage(reaching, component).cut(stop)
                                                       : one_by_one(reaching, component, stop);
    for (Group& part : parts)
      if (part.size() > 1) result.push_back(std::move(part));
  }
  if (stop) return {};
  for (Group& group : result) std::sort(group.begin(), group.end());
  std::sort(result.begin(), result.end());
  return result;
}

std::map<FaceId, ClusterId> numbered(std::span<const UnknownFace> faces,
                                     const std::vector<std::vector<std::size_t>>& groups, std::uint64_t next) {
  std::map<std::pair<std::size_t, ClusterId>, std::size_t> shared;  // group and earlier number -> faces
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t i : groups[g])
      if (faces[i].before) ++shared[{g, *faces[i].before}];
  std::vector<std::tuple<std::size_t, ClusterId, std::size_t>> claims;
  claims.reserve(shared.size());
  for (const auto& [pair, count] : shared) claims.emplace_back(count, pair.second, pair.first);
  std::sort(claims.begin(), claims.end(), [](const auto& a, const auto& b) {
    return std::get<0>(a) != std::get<0>(b) ? std::get<0>(a) > std::get<0>(b) : a < b;
  });
  std::vector<std::optional<ClusterId>> numbers(groups.size());
  std::set<ClusterId> taken;
  for (const auto& [count, number, group] : claims)
    if (!numbers[group] && taken.insert(number).second) numbers[group] = number;
  Group fresh;
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (!numbers[g]) fresh.push_back(g);
  std::stable_sort(fresh.begin(), fresh.end(),
                   [&](std::size_t a, std::size_t b) { return groups[a].size() > groups[b].size(); });
  for (const std::size_t g : fresh) numbers[g] = static_cast<ClusterId>(next++);
  std::map<FaceId, ClusterId> result;
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const std::size_t i : groups[g]) result[faces[i].id] = *numbers[g];
  return result;
}

}  // namespace facefs
