// SPDX-License-Identifier: Apache-2.0
// An embedding as the gallery has it. Its code is in a block with its neighbours' codes. The rest is in a record of its
// own, with a checksum of the code. Code that reads a face reads both, so a bit that flipped in either is noticed.
#pragma once

#include <optional>
#include <vector>

#include "index/search/code_block.h"
#include "index/storage/tables.h"
#include "index/values/ids.h"
#include "index/values/records.h"

namespace facefs {

/// Returns the number of the run that a slice belongs to, whether joined or not.
constexpr std::uint64_t run_of(std::uint64_t slice) {
  return slice / kRunSlices * kRunSlices;
}

/// The slice of codes that has a face, and the face's place in it. A block has its slice's number, a run that of its
/// first slice.
struct CodePlace {
  explicit CodePlace(FaceId id);
  static FaceId first_of(std::uint64_t slice);
  std::uint64_t run() const { return run_of(slice); }
  std::uint64_t slice;
  std::size_t place;
};

/// Returns the slice, in the transaction's own pages. Returns nothing when there is none, or one of another size.
std::optional<CodeSlice> stored_slice(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice);
/// Returns each slice of a value of the table. Throws BadRecord where the value is damaged.
std::vector<CodeSlice> slices_in(lmdb::Bytes value);
/// Joins the blocks with faces from `first` on into runs of that layout, except those of the run that `last` is in. No
/// face is added to the joined ones any more.
void join_full_runs(lmdb::WriteTxn& txn, const Tables& tables, FaceId first, FaceId last, CodeLayout layout);

/// Returns the face's code; nothing where it has none, or where its bytes are damaged.
std::optional<FaceCode> stored_code(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Stores the code. The block or run that it is in gets that layout, with all its other faces.
void store_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, const FaceCode& face, CodeLayout layout);
void erase_code(lmdb::WriteTxn& txn, const Tables& tables, FaceId id);

/// How far away a person may be and have a say, for each face of a slice.
using Reaches = std::array<float, CodeSlice::kFaces>;

/// Returns what was stored, rounded up a little (ReachBlock); infinite where nothing was stored.
Reaches stored_reaches(const lmdb::ReadTxn& txn, const Tables& tables, std::uint64_t slice);
float stored_reach(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Returns the scale of the face's neighbourhood; 0 where there is none.
float stored_scale(const lmdb::ReadTxn& txn, const Tables& tables, FaceId id);
/// Stores a face's reach, or its scale. Writes only where the stored value changes.
void store_reach(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float reach);
void store_scale(lmdb::WriteTxn& txn, const Tables& tables, FaceId id, float scale);

}  // namespace facefs
