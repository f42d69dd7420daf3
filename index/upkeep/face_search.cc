// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/face_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include "index/storage/faces.h"
#include "system/clones.h"

namespace facefs {
namespace {

constexpr float kRounding = 1e-5F;  // of a distance that is the root of rounded squares

/// Returns the distance of the codes when the faces' own distance is at most `radius`.
[[gnu::always_inline]] inline float farthest_of(float radius, float error) {
  return radius + error + kRounding;
}

/// Adds the face with its exact distance, where that is within the radius. Returns whether it was added. Throws
/// BadRecord for a damaged face.
bool add_if_near(std::vector<NearFace>& near, const Snapshot& snapshot, FaceId id, std::size_t query,
                 const Embedding& face, float radius) {
  const auto known = Faces(snapshot).embedding(id);
  if (!known) return false;
  const float d = distance(face, *known);
  if (d <= radius) near.push_back({query, id, d});
  return d <= radius;
}

/// Writes the distances of the codes when the faces' own are within `radius` and within their reaches.
FACEFS_CLONES("default", "avx2", "avx512f")
void write_farthest(float radius, const Reaches& reaches, float error, CodeDistances& farthest) {
  for (std::size_t j = 0; j < CodeSlice::kFaces; ++j) {
    const float reach = reaches[j];
    farthest[j] = farthest_of(reach < radius ? reach : radius, error);
  }
}

constexpr float kNowhere = std::numeric_limits<float>::max();

float depth_of(float square, float within) {
  return within > 0 ? std::sqrt(std::max(square, 0.F)) / within : 0;
}

FaceId face_at(FaceId first, std::size_t place) {
  return static_cast<FaceId>(number_of(first) + place);
}

/// Finds the faces that may be near to one of the queries, by the codes.
class Search {
 public:
  explicit Search(std::span<const NearQuery> queries) : queries_(queries) {
    for (const NearQuery& query : queries) codes_.emplace_back(query.face);
  }

  /// Calls visit(query, place in the slice, squared distance of the codes), one query after the other. `reaches`: the
  /// largest distance that counts for each face.
  template <class Visit>
  void look_at(const CodeSlice& codes, const Reaches& reaches, const Visit& visit) const {
    CodeDistances farthest, squares;
    CodesWithin within;
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      write_farthest(queries_[q].radius, reaches, codes_[q].geometry.error + codes.largest_error(), farthest);
      if (codes_within(codes, codes_[q], farthest, squares, within))
        each_within(within, [&](std::size_t place) { visit(q, place, squares[place]); });
    }
  }

 private:
  std::span<const NearQuery> queries_;
  std::vector<CodeQuery> codes_;
};

/// Keeps the best faces so far, judged by the largest distance that each can have. Every face that can be nearer than
/// the last of them stays a candidate.
class Nearest {
 public:
  Nearest(const Embedding& face, std::size_t count) : query_(face), count_(count) {}

  void look_at(FaceId first, const CodeSlice& codes) {
    CodeDistances farthest, squares;
    CodesWithin within;
    const float error = query_.geometry.error + codes.largest_error();
    farthest.fill(farthest_of(this->farthest(), error));
    if (codes_within(codes, query_, farthest, squares, within))
      each_within(within, [&](std::size_t place) { add(face_at(first, place), squares[place], error); });
  }

  /// Returns every face that may be among the nearest.
  std::vector<FaceId> candidates() const {
    std::vector<FaceId> faces;
    for (const auto& [id, least] : candidates_)
      if (least <= farthest()) faces.push_back(id);
    return faces;
  }

 private:
  float farthest() const { return most_.size() < count_ ? 1e9F : most_.top(); }

  void add(FaceId id, float square, float error) {
    candidates_.emplace_back(id, std::sqrt(std::max(square - kSquareRounding, 0.F)) - error - kRounding);
    most_.push(std::sqrt(std::max(square, 0.F) + kSquareRounding) + error + kRounding);
    if (most_.size() > count_) most_.pop();
  }

  CodeQuery query_;
  std::size_t count_;
  std::priority_queue<float> most_;
  std::vector<std::pair<FaceId, float>> candidates_;
};

}  // namespace

std::vector<NearFace> faces_near(const Snapshot& snapshot, std::span<const NearQuery> queries,
                                 const std::atomic<bool>& stop) {
  if (queries.empty()) return {};
  Reaches anywhere;
  anywhere.fill(std::numeric_limits<float>::max());
  const Search search(queries);
  std::vector<NearFace> near;
  Faces(snapshot).each_code_slice([&](FaceId first, const CodeSlice& codes) {
    std::array<bool, CodeSlice::kFaces> found{};
    search.look_at(codes, anywhere, [&](std::size_t q, std::size_t j, float) {
      if (found[j]) return;
      found[j] = add_if_near(near, snapshot, face_at(first, j), q, queries[q].face, queries[q].radius);
    });
    return !stop;
  });
  std::sort(near.begin(), near.end(), [](const NearFace& a, const NearFace& b) { return a.id < b.id; });
  return near;
}

std::vector<ReachableFace> faces_reachable(const Snapshot& snapshot, std::span<const NearQuery> queries) {
  if (queries.empty()) return {};
  const Search search(queries);
  std::vector<ReachableFace> faces;
  Faces(snapshot).each_code_slice([&](FaceId first, const CodeSlice& codes) {
    const Reaches reaches = Faces(snapshot).reaches_from(first);
    std::array<float, CodeSlice::kFaces> depths;
    depths.fill(kNowhere);
    search.look_at(codes, reaches, [&](std::size_t q, std::size_t j, float square) {
      depths[j] = std::min(depths[j], depth_of(square, std::min(queries[q].radius, reaches[j])));
    });
    for (std::size_t j = 0; j < depths.size(); ++j)
      if (depths[j] < kNowhere) faces.push_back({face_at(first, j), depths[j]});
    return true;
  });
  return faces;
}

bool is_reached(const Snapshot& snapshot, FaceId face, std::span<const NearQuery> queries) {
  const auto known = Faces(snapshot).embedding(face);
  if (!known) return false;
  const float reach = Faces(snapshot).reach_of(face);
  return std::any_of(queries.begin(), queries.end(), [&](const NearQuery& query) {
    return distance(query.face, *known) <= std::min(query.radius, reach);
  });
}

std::vector<NearFace> nearest_faces(const Snapshot& snapshot, const Embedding& face, std::size_t count) {
  Nearest nearest(face, count);
  if (count == 0) return {};
  Faces(snapshot).each_code_slice([&](FaceId first, const CodeSlice& codes) {
    nearest.look_at(first, codes);
    return true;
  });
  std::vector<NearFace> near;
  for (const FaceId id : nearest.candidates())
    add_if_near(near, snapshot, id, 0, face, std::numeric_limits<float>::infinity());
  std::sort(near.begin(), near.end(), [](const NearFace& a, const NearFace& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
  });
  if (near.size() > count) near.resize(count);
  return near;
}

}  // namespace facefs
