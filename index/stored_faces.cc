// SPDX-License-Identifier: Apache-2.0
#include "index/stored_faces.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>

#include "index/record_codec.h"

namespace facefs {
namespace {

std::string key_of_block(std::uint64_t block) {
  return RecordWriter().number(block).take();
}

/// A copy, because LMDB's pages are not written to. Upon a damaged one nothing is built: the gallery is then made anew.
std::unique_ptr<CodeBlock> block_to_change(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t number) {
  if (!txn.get(tables.code, key_of_block(number))) return std::make_unique<CodeBlock>();
  const CodeBlock* stored = stored_block(txn, tables, number);
  if (!stored || !stored->is_whole()) throw BadRecord("a block of the gallery's face codes is damaged");
  return std::make_unique<CodeBlock>(*stored);
}

void change_block(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t number,
                  const std::function<void(CodeBlock&)>& change) {
  const auto block = block_to_change(txn, tables, number);
  change(*block);
  block->seal();
  txn.put(tables.code, key_of_block(number), block->bytes());
}

static_assert(std::tuple_size_v<decltype(NeighbourhoodBlock::reaches)> == CodeBlock::kFaces);
static_assert(std::tuple_size_v<decltype(NeighbourhoodBlock::scales)> == CodeBlock::kFaces);

NeighbourhoodBlock neighbourhood_block(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t number) {
  const auto bytes = txn.get(tables.neighbourhood, key_of_block(number));
  const auto stored = bytes ? decoded<NeighbourhoodBlock>(*bytes) : std::nullopt;
  return stored.value_or(NeighbourhoodBlock{});
}

std::uint8_t reach_units(float reach) {
  float units = std::ceil(reach / NeighbourhoodBlock::kReachUnit);
  if (units * NeighbourhoodBlock::kReachUnit < reach) ++units;  // by a rounding
  return static_cast<std::uint8_t>(std::min(units, float{NeighbourhoodBlock::kAnyDistance}));
}

float reach_in_units(std::uint8_t units) {
  return units == NeighbourhoodBlock::kAnyDistance ? std::numeric_limits<float>::infinity()
                                                   : NeighbourhoodBlock::kReachUnit * units;
}

std::uint16_t scale_units(float scale) {
  constexpr float kMost = std::numeric_limits<std::uint16_t>::max();
  return static_cast<std::uint16_t>(std::min(std::round(scale / NeighbourhoodBlock::kScaleUnit), kMost));
}

}  // namespace

CodePlace::CodePlace(FaceId id) : block(number_of(id) / CodeBlock::kFaces), place(number_of(id) % CodeBlock::kFaces) {}

FaceId CodePlace::first_of(std::uint64_t block) {
  return static_cast<FaceId>(block * CodeBlock::kFaces);
}

const CodeBlock* stored_block(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t block) {
  const auto bytes = txn.get(tables.code, key_of_block(block));
  return bytes ? code_block_in(*bytes) : nullptr;
}

std::optional<FaceCode> stored_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const auto bytes = txn.get(tables.face, key_of_rest(id));
  const auto rest = bytes ? decoded<EmbeddingRest>(*bytes) : std::nullopt;
  return rest ? code_with(txn, tables, id, *rest) : std::nullopt;
}

std::optional<FaceCode> code_with(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id,
                                  const EmbeddingRest& rest) {
  const CodePlace at(id);
  const CodeBlock* block = stored_block(txn, tables, at.block);
  if (!block || !block->has(at.place)) return std::nullopt;
  FaceCode face = block->at(at.place);
  if (checksum_of_code(face) != rest.checksum_of_code) return std::nullopt;
  face.rest = rest.rest;
  return face;
}

void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face) {
  const CodePlace at(id);
  change_block(txn, tables, at.block, [&](CodeBlock& block) { block.put(at.place, face); });
  txn.put(tables.face, key_of_rest(id), encoded(EmbeddingRest{checksum_of_code(face), face.rest}));
}

void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  if (!txn.erase(tables.face, key_of_rest(id))) return;
  change_block(txn, tables, at.block, [&](CodeBlock& block) { block.erase(at.place); });
}

Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t block) {
  const NeighbourhoodBlock stored = neighbourhood_block(txn, tables, block);
  Reaches reaches;
  for (std::size_t i = 0; i < reaches.size(); ++i) reaches[i] = reach_in_units(stored.reaches[i]);
  return reaches;
}

float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  return reach_in_units(neighbourhood_block(txn, tables, at.block).reaches.at(at.place));
}

float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  return NeighbourhoodBlock::kScaleUnit * neighbourhood_block(txn, tables, at.block).scales.at(at.place);
}

void store_neighbourhood(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach, float scale) {
  const CodePlace at(id);
  const NeighbourhoodBlock before = neighbourhood_block(txn, tables, at.block);
  NeighbourhoodBlock block = before;
  block.reaches.at(at.place) = reach_units(reach);
  block.scales.at(at.place) = scale_units(scale);
  if (block != before) txn.put(tables.neighbourhood, key_of_block(at.block), encoded(block));
}

}  // namespace facefs
