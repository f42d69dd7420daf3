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
      listing(txn.open("listing")),
      photo_folder(txn.open("photo_folder")),
      folder_state(txn.open("folder_state")),
      person(txn.open("person")),
      person_name(txn.open("person_name")),
      reference(txn.open("reference")),
      reading(txn.open("reading")),
      decision(txn.open("decision")) {}

}  // namespace facefs
