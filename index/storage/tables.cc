// SPDX-License-Identifier: Apache-2.0
#include "index/storage/tables.h"

namespace facefs {

Tables::Tables(lmdb::WriteTxn& txn)
    : meta(txn.open("meta")),
      folder(txn.open("folder")),
      path(txn.open("path")),
      failure(txn.open("failure")),
      photo(txn.open("photo")),
      name(txn.open("name")),
      image(txn.open("image")),
      face(txn.open("face")),
      embedding(txn.open("embedding")),
      code(txn.open("code")),
      reach(txn.open("reach")),
      scale(txn.open("scale")),
      listing(txn.open("listing")),
      folder_state(txn.open("folder_state")),
      person(txn.open("person")),
      person_name(txn.open("person_name")),
      reference(txn.open("reference")),
      reference_file(txn.open("reference_file")),
      reading(txn.open("reading")),
      decision(txn.open("decision")),
      cluster_face(txn.open("cluster_face")),
      face_cluster(txn.open("face_cluster")),
      pin(txn.open("pin")) {}

const std::array<lmdb::Table Tables::*, Tables::kCount> Tables::kAll = {
    &Tables::meta,         &Tables::folder,         &Tables::path,    &Tables::failure,
    &Tables::photo,        &Tables::name,           &Tables::image,   &Tables::face,
    &Tables::embedding,    &Tables::code,           &Tables::reach,   &Tables::scale,
    &Tables::listing,      &Tables::folder_state,   &Tables::person,  &Tables::person_name,
    &Tables::reference,    &Tables::reference_file, &Tables::reading, &Tables::decision,
    &Tables::cluster_face, &Tables::face_cluster,   &Tables::pin};

}  // namespace facefs
