// SPDX-License-Identifier: Apache-2.0
// The scale of a face's neighbourhood: how far strangers of its kind are from it, measured in the library itself.
//
// The sample is up to 256 of the library's faces, at most four of one group (index/faces/space.h), so that no person's
// own photos set the scale. A group is a connected component of near faces; a person's references tie theirs together.
// The candidates are the first 1,024 faces in the order of their image hashes. A choice by hash is even, and depends on
// which faces there are, not on the order in which they came. In a library of N faces only one new face in N / 1,024
// changes it. Pure. docs/matching.md has the measurements.
#pragma once

#include <span>
#include <vector>

#include "index/faces/disjoint_sets.h"
#include "index/faces/distance_block.h"
#include "index/faces/matcher.h"
#include "index/values/ids.h"
#include "models/face.h"

namespace facefs {

inline constexpr std::size_t kSampleCandidates = 1024;
inline constexpr std::size_t kSampleSize = 256;

struct SampledFace {
  FaceId id{};
  Embedding embedding;
  bool operator==(const SampledFace& other) const { return id == other.id; }
};

/// The faces that a sample is chosen from, and which of them are near each other: the part that does not depend on
/// people.
class SampleCandidates {
 public:
  /// Takes the faces in the order of their image hashes.
  SampleCandidates(std::vector<SampledFace> faces, const Space& space);

  const std::vector<SampledFace>& faces() const { return faces_; }
  const Space& space() const { return *space_; }
  /// Returns the group of each face, where these people tie more of them together.
  std::vector<std::size_t> groups(std::span<const PersonModel> people) const;

 private:
  void join_all_near(const Embedding& face, std::size_t node, DisjointSets& groups) const;

  const Space* space_;
  std::vector<SampledFace> faces_;
  std::vector<DistanceBlock> blocks_;  ///< of the same faces
  DisjointSets near_;
};

class ScaleSample {
 public:
  explicit ScaleSample(const Space& space) : space_(&space) {}
  ScaleSample(const SampleCandidates& candidates, std::span<const PersonModel> people);

  /// Returns the 10th percentile of this face's distances to the sample, except distances of 0, which are the face
  /// itself. Returns 0 while the sample is too small to tell (Space::least_faces and least_groups). `spared`:
  /// that many of the nearest faces are passed over first, because they may be the same person's.
  float scale_of(const Embedding& face, std::size_t spared = 0) const;
  const Space& space() const { return *space_; }

  /// Returns a number that is equal for equal samples within one gallery. It is never 0.
  std::uint64_t fingerprint() const;

  bool operator==(const ScaleSample& other) const { return is_enough() == other.is_enough() && faces_ == other.faces_; }

 private:
  bool is_enough() const;

  const Space* space_;
  std::vector<SampledFace> faces_;
  std::size_t groups_ = 0;
  std::vector<DistanceBlock> blocks_;  ///< of the same faces
};

}  // namespace facefs
