// SPDX-License-Identifier: Apache-2.0
#include "index/code_block.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/clones.h"

namespace facefs {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();
constexpr std::size_t kChecked = 2 * sizeof(std::uint32_t);  // what comes before is not part of the checksum

std::size_t place_of(std::size_t face, std::size_t k) {
  return face / kCodeGroup * kCodeGroupBytes + place_in_group(face % kCodeGroup, k);
}

std::uint32_t checksum_of(const CodeBlock& block) {
  const std::string_view checked = block.bytes().substr(kChecked);
  return static_cast<std::uint32_t>(XXH3_64bits(checked.data(), checked.size()));
}

}  // namespace

CodeBlock::CodeBlock() {
  codes.fill(kRaised);
  squares.fill(kNowhere);
}

void CodeBlock::put(std::size_t place, const FaceCode& face) {
  const CodeGeometry geometry = geometry_of(face);
  for (std::size_t k = 0; k < Embedding::kSize; ++k)
    codes.at(place_of(place, k)) = static_cast<std::uint8_t>(face.code[k] + kRaised);
  steps.at(place) = face.step;
  squares.at(place) = geometry.square;
  largest_error = std::max(largest_error, geometry.error);
}

void CodeBlock::erase(std::size_t place) {
  put(place, {});
  squares.at(place) = kNowhere;
}

bool CodeBlock::has(std::size_t place) const {
  return std::isfinite(squares.at(place));
}

FaceCode CodeBlock::at(std::size_t place) const {
  FaceCode face;
  face.step = steps.at(place);
  for (std::size_t k = 0; k < Embedding::kSize; ++k)
    face.code[k] = static_cast<std::int8_t>(codes.at(place_of(place, k)) - kRaised);
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

CodeQuery::CodeQuery(const Embedding& embedding) : face(face_code_of(embedding)), geometry(geometry_of(face)) {}

namespace {

FACEFS_CLONES("default", "avx2", "avx512f")
bool squares_of(const CodeBlock& block, const std::array<std::int32_t, CodeBlock::kFaces>& products, float square,
                float twice_step, float limit, CodeDistances& squares) {
  int within = 0;
  for (std::size_t j = 0; j < CodeBlock::kFaces; ++j) {
    squares[j] = square + block.squares[j] - twice_step * block.steps[j] * static_cast<float>(products[j]);
    within |= squares[j] <= limit ? 1 : 0;
  }
  return within != 0;
}

}  // namespace

bool squared_code_distances(const CodeBlock& block, const CodeQuery& query, float limit, CodeDistances& squares) {
  alignas(64) std::array<std::int32_t, CodeBlock::kFaces> products;
  multiply_codes(query.face.code.data(), block.codes.data(), CodeBlock::kFaces / kCodeGroup, products.data());
  return squares_of(block, products, query.geometry.square, 2 * query.face.step, limit, squares);
}

}  // namespace facefs
