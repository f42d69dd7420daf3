// SPDX-License-Identifier: Apache-2.0
// An embedding as the gallery has it: its code in a block with its neighbours', the rest in a record beside the face's,
// which also holds a checksum of the code. Whoever reads a face reads both, so a bit that flipped in either is noticed.
#pragma once

#include <optional>

#include "index/code_block.h"
#include "index/ids.h"
#include "index/records.h"
#include "index/tables.h"

namespace facefs {

/// Which block of codes has that face, and where in it.
struct CodePlace {
  explicit CodePlace(FaceId id);
  static FaceId first_of(std::uint64_t block);
  std::uint64_t block;
  std::size_t place;
};

/// In the transaction's own pages; nothing when there is none, or a damaged one.
const CodeBlock* stored_block(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t block);

/// Nothing for a face that has none, or whose bytes are damaged.
std::optional<FaceCode> stored_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Its code with that rest, where the two fit each other.
std::optional<FaceCode> code_with(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id, const EmbeddingRest& rest);
void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face);
void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id);

/// How far away a person may be and have a say, of each face of a block.
using Reaches = std::array<float, CodeBlock::kFaces>;

/// A little more than what was stored (NeighbourhoodBlock); infinite where nothing was.
Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t block);
float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// 0 where there is none.
float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Writes only where they are others.
void store_neighbourhood(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach, float scale);

}  // namespace facefs
