// SPDX-License-Identifier: Apache-2.0
#include "index/stored_faces.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <utility>

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

static_assert(std::tuple_size_v<decltype(ReachBlock::reaches)> == CodeBlock::kFaces);
static_assert(std::tuple_size_v<decltype(ScaleBlock::scales)> == CodeBlock::kFaces);

ReachBlock reach_block(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t number) {
  if (const auto bytes = txn.get(tables.reach, key_of_block(number)))
    if (const auto stored = decoded<ReachBlock>(*bytes)) return *stored;
  ReachBlock unknown;
  unknown.reaches.fill(ReachBlock::kAnyDistance);
  return unknown;
}

float reach_in_units(std::uint8_t units) {
  return units == ReachBlock::kAnyDistance ? std::numeric_limits<float>::infinity() : ReachBlock::kUnit * units;
}

ScaleBlock scale_block(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t number) {
  if (const auto bytes = txn.get(tables.scale, key_of_block(number)))
    if (const auto stored = decoded<ScaleBlock>(*bytes)) return *stored;
  return {};
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
  const auto bytes = txn.get(tables.embedding, key_of(id));
  if (!bytes) return std::nullopt;
  const CodePlace at(id);
  const auto rest = decoded<EmbeddingRest>(*bytes);
  const CodeBlock* block = stored_block(txn, tables, at.block);
  if (!rest || !block || !block->has(at.place)) return std::nullopt;
  FaceCode face = block->at(at.place);
  if (checksum_of_code(face) != rest->checksum_of_code) return std::nullopt;
  face.rest = rest->rest;
  return face;
}

void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face) {
  const CodePlace at(id);
  change_block(txn, tables, at.block, [&](CodeBlock& block) { block.put(at.place, face); });
  txn.put(tables.embedding, key_of(id), encoded(EmbeddingRest{checksum_of_code(face), face.rest}));
}

void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  if (!txn.erase(tables.embedding, key_of(id))) return;
  change_block(txn, tables, at.block, [&](CodeBlock& block) { block.erase(at.place); });
}

Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t block) {
  const ReachBlock stored = reach_block(txn, tables, block);
  Reaches reaches;
  for (std::size_t i = 0; i < reaches.size(); ++i) reaches[i] = reach_in_units(stored.reaches[i]);
  return reaches;
}

float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  return reach_in_units(reach_block(txn, tables, at.block).reaches.at(at.place));
}

float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  return ScaleBlock::kUnit * scale_block(txn, tables, at.block).scales.at(at.place);
}

void store_reach(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach) {
  const CodePlace at(id);
  ReachBlock block = reach_block(txn, tables, at.block);
  float units = std::ceil(reach / ReachBlock::kUnit);
  if (units * ReachBlock::kUnit < reach) ++units;  // by a rounding
  units = std::min(units, float{ReachBlock::kAnyDistance});
  if (std::exchange(block.reaches.at(at.place), static_cast<std::uint8_t>(units)) != units)
    txn.put(tables.reach, key_of_block(at.block), encoded(block));
}

void store_scale(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float scale) {
  const CodePlace at(id);
  ScaleBlock block = scale_block(txn, tables, at.block);
  const float units = std::min(std::round(scale / ScaleBlock::kUnit), float{std::numeric_limits<std::uint16_t>::max()});
  if (std::exchange(block.scales.at(at.place), static_cast<std::uint16_t>(units)) != units)
    txn.put(tables.scale, key_of_block(at.block), encoded(block));
}

}  // namespace facefs
