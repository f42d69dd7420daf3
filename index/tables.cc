// SPDX-License-Identifier: Apache-2.0
#include "index/tables.h"

namespace facefs {

Tables::Tables(lmdb::WriteTxn& txn)
    : meta(txn.open("meta")),
      folder(txn.open("folder")),
      path(txn.open("path")),
      failure(txn.open("failure")),
      content(txn.open("content")),
      photo(txn.open("photo")),
      photo_path(txn.open("photo_path")),
      name(txn.open("name")),
      image(txn.open("image")),
      image_photo(txn.open("image_photo")),
      face(txn.open("face")),
      embedding(txn.open("embedding")),
      code(txn.open("code")),
      reach(txn.open("reach")),
      scale(txn.open("scale")),
      listing(txn.open("listing")),
      photo_folder(txn.open("photo_folder")),
      folder_state(txn.open("folder_state")),
      person(txn.open("person")),
      person_name(txn.open("person_name")),
      reference(txn.open("reference")),
      reading(txn.open("reading")),
      decision(txn.open("decision")),
      cluster_face(txn.open("cluster_face")),
      face_cluster(txn.open("face_cluster")),
      pin(txn.open("pin")) {}

const std::array<lmdb::Table Tables::*, Tables::kCount> Tables::kAll = {
    &Tables::meta,      &Tables::folder,       &Tables::path,         &Tables::failure,      &Tables::content,
    &Tables::photo,     &Tables::photo_path,   &Tables::name,         &Tables::image,        &Tables::image_photo,
    &Tables::face,      &Tables::embedding,    &Tables::code,         &Tables::reach,        &Tables::scale,
    &Tables::listing,   &Tables::photo_folder, &Tables::folder_state, &Tables::person,       &Tables::person_name,
    &Tables::reference, &Tables::reading,      &Tables::decision,     &Tables::cluster_face, &Tables::face_cluster,
    &Tables::pin};

}  // namespace facefs
