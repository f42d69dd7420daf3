// SPDX-License-Identifier: Apache-2.0
// The gallery's tables, opened once. Their keys are in index/values/keys.h, their records in index/values/records.h.
// docs/gallery-format.md has both.
//
// Entries that are written together have neighbouring keys in one table. Each table that a commit touches costs a path
// of pages from its root to a leaf. Entries that are read together are then found by one descent. But values that many
// decisions change (faces, reaches) are kept apart from those that they leave alone (embeddings, scales). Their changes
// would be scattered over more pages otherwise.
#pragma once

#include <array>

#include "index/storage/lmdb.h"

namespace facefs {

struct Tables {
  lmdb::Table meta;            ///< name -> number or text
  lmdb::Table folder;          ///< FolderId -> absolute path of a watched folder
  lmdb::Table path;            ///< FilePlace -> PathRecord
  lmdb::Table failure;         ///< FilePlace -> Unreadable
  lmdb::Table photo;           ///< PhotoId -> PhotoRecord; PhotoId, FolderKey -> nothing; PhotoId, FilePlace -> nothing
  lmdb::Table name;            ///< display name -> PhotoId
  lmdb::Table image;           ///< ImageKey -> ImageRecord; ImageKey, PhotoId -> nothing
  lmdb::Table face;            ///< FaceId -> FaceRecord
  lmdb::Table embedding;       ///< FaceId -> EmbeddingRest
  lmdb::Table code;            ///< number of a block or run of codes (index/search/code_block.h) -> it
  lmdb::Table reach;           ///< number of a CodeSlice -> ReachBlock
  lmdb::Table scale;           ///< number of a CodeSlice -> ScaleBlock
  lmdb::Table listing;         ///< FolderKey, PhotoId -> nothing
  lmdb::Table folder_state;    ///< FolderKey -> FolderState
  lmdb::Table person;          ///< PersonId -> PersonRecord
  lmdb::Table person_name;     ///< 128-bit hash of the folded name -> PersonId
  lmdb::Table reference;       ///< PersonId, the user's name of the file -> ReferenceRecord
  lmdb::Table reference_file;  ///< PersonId, name of the file on the disk -> ReferenceFileRecord
  lmdb::Table reading;         ///< ContentHash -> ReferenceReading
  lmdb::Table decision;        ///< ImageKey, sequence number -> DecisionRecord
  lmdb::Table cluster_face;    ///< ClusterId, FaceId -> nothing
  lmdb::Table face_cluster;    ///< FaceId -> ClusterId
  lmdb::Table pin;             ///< name -> query

  static constexpr unsigned kCount = 23;
  static const std::array<lmdb::Table Tables::*, kCount> kAll;
  explicit Tables(lmdb::WriteTxn& txn);
};

}  // namespace facefs
