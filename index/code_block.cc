// SPDX-License-Identifier: Apache-2.0
#include "index/code_block.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "models/clones.h"

namespace facefs {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();
constexpr std::size_t kChecked = 2 * sizeof(std::uint32_t);  // what comes before is not part of the checksum

std::uint32_t checksum_of(const CodeBlock& block) {
  const std::string_view checked = block.bytes().substr(kChecked);
  return static_cast<std::uint32_t>(XXH3_64bits(checked.data(), checked.size()));
}

}  // namespace

CodeBlock::CodeBlock() {
  for (CodeGroup& group : groups) {
    group.steps.fill(0);
    group.squares.fill(kNowhere);
    group.codes.fill(kRaised);
  }
}

void CodeBlock::put(std::size_t place, const FaceCode& face) {
  const CodeGeometry geometry = geometry_of(face);
  CodeGroup& group = groups.at(place / kCodeGroup);
  const std::size_t j = place % kCodeGroup;
  group.steps[j] = face.step;
  group.squares[j] = geometry.leading_square;
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    group.codes[place_in_group(j, k)] = static_cast<std::uint8_t>(face.code[k] + kRaised);
  std::copy_n(face.code.begin() + kLeadingCodes, kOtherCodes, others[place].begin());
  largest_error = std::max(largest_error, geometry.error);
}

void CodeBlock::erase(std::size_t place) {
  put(place, {});
  groups[place / kCodeGroup].squares[place % kCodeGroup] = kNowhere;
}

bool CodeBlock::has(std::size_t place) const {
  return std::isfinite(groups.at(place / kCodeGroup).squares[place % kCodeGroup]);
}

FaceCode CodeBlock::at(std::size_t place) const {
  const CodeGroup& group = groups.at(place / kCodeGroup);
  const std::size_t j = place % kCodeGroup;
  FaceCode face;
  face.step = group.steps[j];
  for (std::size_t k = 0; k < kLeadingCodes; ++k)
    face.code[k] = static_cast<std::int8_t>(group.codes[place_in_group(j, k)] - kRaised);
  std::copy_n(others[place].begin(), kOtherCodes, face.code.begin() + kLeadingCodes);
  return face;
}

void CodeBlock::seal() {
  checksum = checksum_of(*this);
}

bool CodeBlock::is_whole() const {
  return checksum == checksum_of(*this);
}

const CodeBlock* code_block_in(std::string_view bytes) {
  if (bytes.size() != sizeof(CodeBlock)) return nullptr;
  const auto* block = reinterpret_cast<const CodeBlock*>(bytes.data());
  return block->format == CodeBlock::kFormat ? block : nullptr;
}

namespace {

/// What the other codes add.
FACEFS_CLONES("default", "avx2", "avx512f")
float square_of_others(const CodeBlock& block, std::size_t place, const CodeQuery& query) {
  const std::int8_t* asked = query.face.code.data() + kLeadingCodes;
  const std::int8_t* codes = block.others[place].data();
  std::int32_t products = 0;
  std::int32_t squares = 0;
  for (std::size_t k = 0; k < kOtherCodes; ++k) {
    products += asked[k] * codes[k];
    squares += codes[k] * codes[k];
  }
  const float step = block.groups[place / kCodeGroup].steps[place % kCodeGroup];
  return query.geometry.others_square +
         step * (step * static_cast<float>(squares) - 2 * query.face.step * static_cast<float>(products));
}

}  // namespace

bool squared_code_distances(const CodeBlock& block, const CodeQuery& query, float limit, CodeDistances& squares) {
  std::array<std::uint16_t, CodeBlock::kGroups> open;
  leading_distances().run(query, block.groups.data(), open.size(), limit, squares.data(), open.data());
  bool within = false;
  for (std::size_t group = 0; group < open.size(); ++group)
    for (unsigned left = open[group]; left != 0; left &= left - 1) {
      const std::size_t place = group * kCodeGroup + static_cast<std::size_t>(std::countr_zero(left));
      squares[place] += square_of_others(block, place, query);
      within = within || squares[place] <= limit;
    }
  return within;
}

}  // namespace facefs
