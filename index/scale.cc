// SPDX-License-Identifier: Apache-2.0
#include "index/scale.h"

#include <xxhash.h>

#include <algorithm>
#include <unordered_map>

#include "index/disjoint_sets.h"

namespace facefs {
namespace {

constexpr float kSameGroup = 0.40F;
constexpr std::size_t kMostOfAGroup = 4;
constexpr std::size_t kLeastFaces = 40;
constexpr std::size_t kLeastGroups = 8;
constexpr double kPercentile = 0.10;

/// The group of each candidate. People come after the candidates: one node each, near as any of their references.
std::vector<std::size_t> groups_of(std::span<const SampledFace> faces, std::span<const PersonModel> people) {
  DisjointSets groups(faces.size() + people.size());
  for (std::size_t i = 0; i < faces.size(); ++i)
    for (std::size_t j = i + 1; j < faces.size(); ++j)
      if (distance(faces[i].embedding, faces[j].embedding) <= kSameGroup) groups.join(i, j);
  for (std::size_t p = 0; p < people.size(); ++p)
    for (const Embedding& reference : people[p].references)
      for (std::size_t i = 0; i < faces.size(); ++i)
        if (distance(faces[i].embedding, reference) <= kSameGroup) groups.join(i, faces.size() + p);
  std::vector<std::size_t> result(faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i) result[i] = groups.of(i);
  return result;
}

}  // namespace

ScaleSample::ScaleSample(std::span<const SampledFace> candidates, std::span<const PersonModel> people) {
  const std::vector<std::size_t> groups = groups_of(candidates, people);
  std::unordered_map<std::size_t, std::size_t> taken;
  for (std::size_t i = 0; i < candidates.size() && faces_.size() < kSampleSize; ++i)
    if (++taken[groups[i]] <= kMostOfAGroup) faces_.push_back(candidates[i]);
  groups_ = taken.size();
}

float ScaleSample::scale_of(const Embedding& face, std::size_t spared) const {
  if (!is_enough()) return 0;
  std::vector<float> distances;
  distances.reserve(faces_.size());
  for (const SampledFace& other : faces_)
    if (const float d = distance(face, other.embedding); d > 0) distances.push_back(d);
  if (distances.empty()) return 0;
  const auto tenth = static_cast<std::size_t>(kPercentile * static_cast<double>(distances.size()));
  const auto rank = static_cast<std::ptrdiff_t>(std::min(tenth + spared, distances.size() - 1));
  std::nth_element(distances.begin(), distances.begin() + rank, distances.end());
  return distances[static_cast<std::size_t>(rank)];
}

bool ScaleSample::is_enough() const {
  return faces_.size() >= kLeastFaces && groups_ >= kLeastGroups;
}

std::uint64_t ScaleSample::fingerprint() const {
  std::vector<std::uint64_t> numbers = {is_enough()};
  for (const SampledFace& face : faces_) numbers.push_back(number_of(face.id));
  return XXH3_64bits(numbers.data(), numbers.size() * sizeof(std::uint64_t)) | 1;
}

}  // namespace facefs
