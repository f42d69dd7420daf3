// SPDX-License-Identifier: Apache-2.0
// An embedding as the gallery has it: its code in a block with its neighbours', the rest in a record of its own, which
// also holds a checksum of the code. Whoever reads a face reads both, so a bit that flipped in either is noticed.
#pragma once

#include <optional>
#include <vector>

#include "index/search/code_block.h"
#include "index/storage/tables.h"
#include "index/values/ids.h"
#include "index/values/records.h"

namespace facefs {

/// The number of the run that a slice belongs to, joined or not.
constexpr std::uint64_t run_of(std::uint64_t slice) {
  return slice / CodeRun::kSlices * CodeRun::kSlices;
}

/// Which slice of codes has that face, and where in it. A block has its slice's number, a run its first one's.
struct CodePlace {
  explicit CodePlace(FaceId id);
  static FaceId first_of(std::uint64_t slice);
  std::uint64_t run() const { return run_of(slice); }
  std::uint64_t slice;
  std::size_t place;
};

/// In the transaction's own pages; nothing when there is none, or one of another size.
std::optional<CodeSlice> stored_slice(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice);
/// Each of a value of the table; BadRecord where it is damaged.
std::vector<CodeSlice> slices_in(lmdb::Bytes value);
/// Makes runs of the blocks with faces from `first` on, but for those of the run that `last` is in: no face is added to
/// them any more.
void join_full_runs(lmdb::WriteTxn& txn, const Tables& tables, FaceId first, FaceId last);

/// Nothing for a face that has none, or whose bytes are damaged.
std::optional<FaceCode> stored_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face);
void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id);

/// How far away a person may be and have a say, of each face of a slice.
using Reaches = std::array<float, CodeSlice::kFaces>;

/// A little more than what was stored (ReachBlock); infinite where nothing was.
Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice);
float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// 0 where there is none.
float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Write only where it is another one.
void store_reach(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach);
void store_scale(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float scale);

}  // namespace facefs
