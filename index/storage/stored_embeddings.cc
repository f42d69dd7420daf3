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

/// Returns the codes of a value, which can be built upon. Throws BadRecord where they are damaged: the gallery is made
/// anew.
StoredCodes whole_codes_in(lmdb::Bytes bytes) {
  const auto stored = codes_in(bytes);
  if (!stored || !std::visit([](const auto* codes) { return codes->is_whole(); }, *stored)) throw BadRecord(kDamaged);
  return *stored;
}

/// Returns a copy in that kind's layout, because LMDB's pages are not written to.
template <class Kind>
std::unique_ptr<Kind> copy_of(const std::optional<lmdb::Bytes>& bytes) {
  if (!bytes) return std::make_unique<Kind>();
  const StoredCodes stored = whole_codes_in(*bytes);
  if (const auto* same = std::get_if<const Kind*>(&stored)) return std::make_unique<Kind>(**same);
  auto copy = std::make_unique<Kind>();
  const auto take_over = [&](const auto* codes) {
    for (std::size_t i = 0; i < std::min(codes->kSlices, copy->kSlices); ++i) copy->set(i, codes->slice(i));
  };
  std::visit(take_over, stored);
  return copy;
}

void write(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t number, auto& codes) {
  codes.seal();
  txn.put(tables.code, key_of_slice(number), codes.bytes());
}

template <class Kind>
void put_in(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t number, FaceId id, const FaceCode& face) {
  const auto codes = copy_of<Kind>(txn.get(tables.code, key_of_slice(number)));
  codes->put(number_of(id) - number_of(CodePlace::first_of(number)), face);
  write(txn, tables, number, *codes);
}

bool is_run(const std::optional<lmdb::Bytes>& bytes) {
  return bytes && (LeadingRun::of_size(*bytes) || CoarseRun::of_size(*bytes));
}

/// Returns the number of the value that the face's code is in: of a run or of a block.
std::uint64_t value_of(const lmdb::ReadTxn& txn, const Tables& tables, const CodePlace& at) {
  return is_run(txn.get(tables.code, key_of_slice(at.run()))) ? at.run() : at.slice;
}

template <class Layout>
void put_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face) {
  const CodePlace at(id);
  if (is_run(txn.get(tables.code, key_of_slice(at.run()))))
    put_in<SlicedCodes<Layout, kRunSlices>>(txn, tables, at.run(), id, face);
  else
    put_in<SlicedCodes<Layout, 1>>(txn, tables, at.slice, id, face);
}

template <class Layout>
void join_blocks(lmdb::WriteTxn& txn, const Tables& tables, std::uint64_t run) {
  const auto joined = std::make_unique<SlicedCodes<Layout, kRunSlices>>();
  bool any = false;
  for (std::size_t i = 0; i < kRunSlices; ++i) {
    const auto bytes = txn.get(tables.code, key_of_slice(run + i));
    if (!bytes) continue;
    any = true;
    joined->set(i, copy_of<SlicedCodes<Layout, 1>>(bytes)->slice(0));
    txn.erase(tables.code, key_of_slice(run + i));
  }
  if (any) write(txn, tables, run, *joined);
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

void join_full_runs(lmdb::WriteTxn& txn, const Tables& tables, FaceId first, FaceId last, CodeLayout layout) {
  for (std::uint64_t run = CodePlace(first).run(); run < CodePlace(last).run(); run += kRunSlices) {
    if (is_run(txn.get(tables.code, key_of_slice(run)))) continue;
    if (layout == CodeLayout::coarse)
      join_blocks<CoarseLayout>(txn, tables, run);
    else
      join_blocks<LeadingLayout>(txn, tables, run);
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
  if (layout == CodeLayout::coarse)
    put_code<CoarseLayout>(txn, tables, id, face);
  else
    put_code<LeadingLayout>(txn, tables, id, face);
  txn.put(tables.embedding, key_of(id), encoded(EmbeddingRest{checksum_of_code(face), face.rest}));
}

void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id) {
  if (!txn.erase(tables.embedding, key_of(id))) return;
  const std::uint64_t number = value_of(txn, tables, CodePlace(id));
  const auto bytes = txn.get(tables.code, key_of_slice(number));
  if (!bytes) throw BadRecord(kDamaged);
  const auto erase = [&]<class Kind>(const Kind* stored) {
    const auto codes = std::make_unique<Kind>(*stored);
    codes->erase(number_of(id) - number_of(CodePlace::first_of(number)));
    write(txn, tables, number, *codes);
  };
  std::visit(erase, whole_codes_in(*bytes));
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
