// SPDX-License-Identifier: Apache-2.0
#include "index/faces/scale.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace facefs {
namespace {

constexpr double kPercentile = 0.10;

std::vector<DistanceBlock> blocks_of(std::span<const SampledFace> faces) {
  std::vector<DistanceBlock> blocks;
  for (const SampledFace& face : faces) {
    if (blocks.empty() || blocks.back().is_full()) blocks.emplace_back();
    blocks.back().add(face.embedding);
  }
  return blocks;
}

}  // namespace

SampleCandidates::SampleCandidates(std::vector<SampledFace> faces, const Space& space)
    : space_(&space), faces_(std::move(faces)), blocks_(blocks_of(faces_)), near_(faces_.size()) {
  for (std::size_t i = 0; i < faces_.size(); ++i) join_all_near(faces_[i].embedding, i, near_);
}

void SampleCandidates::join_all_near(const Embedding& face, std::size_t node, DisjointSets& groups) const {
  DistanceBlock::Distances squares;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    blocks_[b].squared_distances(face, squares);
    for (std::size_t j = 0; j < blocks_[b].size(); ++j)
      if (squares[j] <= space_->same_group * space_->same_group) groups.join(node, b * DistanceBlock::kFaces + j);
  }
}

/// Gives each person a node after the candidates. A person is near every face that one of the references is near.
std::vector<std::size_t> SampleCandidates::groups(std::span<const PersonModel> people) const {
  DisjointSets tied = near_;
  if (!space_->references_tie) people = {};
  tied.add(people.size());
  for (std::size_t p = 0; p < people.size(); ++p)
    for (const Embedding& reference : people[p].references) join_all_near(reference, faces_.size() + p, tied);
  std::vector<std::size_t> result(faces_.size());
  for (std::size_t i = 0; i < faces_.size(); ++i) result[i] = tied.of(i);
  return result;
}

ScaleSample::ScaleSample(const SampleCandidates& candidates, std::span<const PersonModel> people)
    : space_(&candidates.space()) {
  const std::vector<SampledFace>& faces = candidates.faces();
  const std::vector<std::size_t> groups = candidates.groups(people);
  std::unordered_map<std::size_t, std::size_t> taken;
  for (std::size_t i = 0; i < faces.size() && faces_.size() < kSampleSize; ++i)
    if (++taken[groups[i]] <= space_->most_of_a_group) faces_.push_back(faces[i]);
  groups_ = taken.size();
  blocks_ = blocks_of(faces_);
}

float ScaleSample::scale_of(const Embedding& face, std::size_t spared) const {
  if (!is_enough()) return 0;
  std::vector<float> squares;
  squares.reserve(faces_.size());
  DistanceBlock::Distances of_block;
  for (const DistanceBlock& block : blocks_) {
    block.squared_differences(face, of_block);
    std::copy_if(of_block.begin(), of_block.begin() + static_cast<std::ptrdiff_t>(block.size()),
                 std::back_inserter(squares), [](float square) { return square > 0; });
  }
  if (squares.empty()) return 0;
  const auto tenth = static_cast<std::size_t>(kPercentile * static_cast<double>(squares.size()));
  const auto rank = static_cast<std::ptrdiff_t>(std::min(tenth + spared, squares.size() - 1));
  std::nth_element(squares.begin(), squares.begin() + rank, squares.end());
  return std::sqrt(squares[static_cast<std::size_t>(rank)]);
}

bool ScaleSample::is_enough() const {
  return faces_.size() >= space_->least_faces && groups_ >= space_->least_groups;
}

std::uint64_t ScaleSample::fingerprint() const {
  std::vector<std::uint64_t> numbers = {is_enough()};
  for (const SampledFace& face : faces_) numbers.push_back(number_of(face.id));
  return XXH3_64bits(numbers.data(), numbers.size() * sizeof(std::uint64_t)) | 1;
}

}  // namespace facefs
