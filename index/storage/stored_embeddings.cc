// SPDX-License-Identifier: Apache-2.0
#include "index/storage/stored_embeddings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "index/values/keys.h"
#include "index/values/record_bytes.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

constexpr auto kDamaged = "some of the gallery's face codes are damaged";

std::string key_of_slice(std::uint64_t slice) {
  return RecordWriter().number(slice).take();
}

/// Returns a copy, because LMDB's pages are not written to. Throws BadRecord where the stored codes are damaged:
/// nothing is built upon them, and the gallery is made anew.
template <class Codes>
std::unique_ptr<Codes> codes_to_change(const std::optional<lmdb::Bytes>& bytes) {
  if (!bytes) return std::make_unique<Codes>();
  const Codes* stored = Codes::in(*bytes);
  if (!stored || !stored->is_whole()) throw BadRecord(kDamaged);
  return std::make_unique<Codes>(*stored);
}

template <class Codes>
void change(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t number, FaceId id, const FaceCode* face) {
  const std::string key = key_of_slice(number);
  const auto codes = codes_to_change<Codes>(txn.get(tables.code, key));
  const std::size_t place = number_of(id) - number_of(CodePlace::first_of(number));
  if (face)
    codes->put(place, *face);
  else
    codes->erase(place);
  codes->seal();
  txn.put(tables.code, key, codes->bytes());
}

template <class Codes>
bool is(const std::optional<lmdb::Bytes>& bytes) {
  return bytes && Codes::of_size(*bytes);
}

bool is_run(const std::optional<lmdb::Bytes>& bytes) {
  return is<LeadingRun>(bytes) || is<CoarseRun>(bytes);
}

/// Joins the blocks of a run, where each of them is in this layout and there is one.
template <class Layout>
void join_blocks_in(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t run) {
  using Block = SlicedCodes<Layout, 1>;
  const auto joined = std::make_unique<SlicedCodes<Layout, kRunSlices>>();
  std::vector<std::string> blocks;
  for (std::size_t i = 0; i < kRunSlices; ++i) {
    const auto bytes = txn.get(tables.code, key_of_slice(run + i));
    if (!bytes) continue;
    if (!is<Block>(bytes)) return;
    joined->set(i, *codes_to_change<Block>(bytes));
    blocks.push_back(key_of_slice(run + i));
  }
  if (blocks.empty()) return;
  for (const std::string& block : blocks) txn.erase(tables.code, block);
  joined->seal();
  txn.put(tables.code, key_of_slice(run), joined->bytes());
}

/// Puts the face's code in its place; erases the place where there is no code. A value that is there keeps its layout.
void change_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode* face, CodeLayout layout) {
  const CodePlace at(id);
  const auto run = txn.get(tables.code, key_of_slice(at.run()));
  if (is<LeadingRun>(run)) return change<LeadingRun>(txn, tables, at.run(), id, face);
  if (is<CoarseRun>(run)) return change<CoarseRun>(txn, tables, at.run(), id, face);
  const auto block = txn.get(tables.code, key_of_slice(at.slice));
  if (is<CoarseBlock>(block) || (!block && layout == CodeLayout::coarse))
    change<CoarseBlock>(txn, tables, at.slice, id, face);
  else
    change<LeadingBlock>(txn, tables, at.slice, id, face);
}

static_assert(std::tuple_size_v<decltype(ReachBlock::reaches)> == CodeSlice::kFaces);
static_assert(std::tuple_size_v<decltype(ScaleBlock::scales)> == CodeSlice::kFaces);

template <class Block>
Block block_of(const lmdb::ReadTxn& txn, lmdb::Table table, std::uint64_t slice) {
  const auto bytes = txn.get(table, key_of_slice(slice));
  const auto stored = bytes ? decoded<Block>(*bytes) : std::nullopt;
  return stored.value_or(Block{});
}

float reach_in_units(std::uint8_t units) {
  return units == ReachBlock::kAnyDistance ? std::numeric_limits<float>::infinity() : ReachBlock::kUnit * units;
}

}  // namespace

CodePlace::CodePlace(FaceId id) : slice(number_of(id) / CodeSlice::kFaces), place(number_of(id) % CodeSlice::kFaces) {}

FaceId CodePlace::first_of(std::uint64_t slice) {
  return static_cast<FaceId>(slice * CodeSlice::kFaces);
}

std::optional<CodeSlice> stored_slice(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice) {
  const std::uint64_t run = run_of(slice);
  auto bytes = txn.get(tables.code, key_of_slice(run));
  const std::size_t place = is_run(bytes) ? slice - run : 0;
  if (!is_run(bytes) && slice != run) bytes = txn.get(tables.code, key_of_slice(slice));
  const auto codes = bytes ? codes_of_size(*bytes) : std::nullopt;
  if (!codes) return std::nullopt;
  return std::visit([&](const auto* known) { return known->slice(place); }, *codes);
}

std::vector<CodeSlice> slices_in(lmdb::Bytes value) {
  const auto codes = codes_in(value);
  if (!codes) throw BadRecord(kDamaged);
  std::vector<CodeSlice> slices;
  const auto gather = [&](const auto* known) {
    for (std::size_t i = 0; i < known->kSlices; ++i) slices.push_back(known->slice(i));
  };
  std::visit(gather, *codes);
  return slices;
}

void join_full_runs(lmdb::WriteTxn& txn, const Tables& tables, FaceId first, FaceId last) {
  for (std::uint64_t run = CodePlace(first).run(); run < CodePlace(last).run(); run += kRunSlices) {
    if (is_run(txn.get(tables.code, key_of_slice(run)))) continue;
    join_blocks_in<LeadingLayout>(txn, tables, run);
    if (!is_run(txn.get(tables.code, key_of_slice(run)))) join_blocks_in<CoarseLayout>(txn, tables, run);
  }
}

std::optional<FaceCode> stored_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const auto bytes = txn.get(tables.embedding, key_of(id));
  if (!bytes) return std::nullopt;
  const CodePlace at(id);
  const auto rest = decoded<EmbeddingRest>(*bytes);
  const auto slice = stored_slice(txn, tables, at.slice);
  if (!rest || !slice || !slice->has(at.place)) return std::nullopt;
  FaceCode face = slice->at(at.place);
  if (checksum_of_code(face) != rest->checksum_of_code) return std::nullopt;
  face.rest = rest->rest;
  return face;
}

void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face, CodeLayout layout) {
  change_code(txn, tables, id, &face, layout);
  txn.put(tables.embedding, key_of(id), encoded(EmbeddingRest{checksum_of_code(face), face.rest}));
}

void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id) {
  if (txn.erase(tables.embedding, key_of(id))) change_code(txn, tables, id, nullptr, CodeLayout::leading);
}

Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice) {
  const auto stored = block_of<ReachBlock>(txn, tables.reach, slice);
  Reaches reaches;
  for (std::size_t i = 0; i < reaches.size(); ++i) reaches[i] = reach_in_units(stored.reaches[i]);
  return reaches;
}

float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  return reach_in_units(block_of<ReachBlock>(txn, tables.reach, at.slice).reaches.at(at.place));
}

float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id) {
  const CodePlace at(id);
  const auto stored = block_of<ScaleBlock>(txn, tables.scale, at.slice);
  return ScaleBlock::kUnit * stored.scales.at(at.place);
}

void store_reach(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach) {
  const CodePlace at(id);
  auto block = block_of<ReachBlock>(txn, tables.reach, at.slice);
  float units = std::ceil(reach / ReachBlock::kUnit);
  if (units * ReachBlock::kUnit < reach) ++units;  // where rounding made it too small
  units = std::min(units, float{ReachBlock::kAnyDistance});
  if (std::exchange(block.reaches.at(at.place), static_cast<std::uint8_t>(units)) != units)
    txn.put(tables.reach, key_of_slice(at.slice), encoded(block));
}

void store_scale(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float scale) {
  const CodePlace at(id);
  auto block = block_of<ScaleBlock>(txn, tables.scale, at.slice);
  const float units = std::min(std::round(scale / ScaleBlock::kUnit), float{std::numeric_limits<std::uint16_t>::max()});
  if (std::exchange(block.scales.at(at.place), static_cast<std::uint16_t>(units)) != units)
    txn.put(tables.scale, key_of_slice(at.slice), encoded(block));
}

}  // namespace facefs
