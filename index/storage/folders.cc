// SPDX-License-Identifier: Apache-2.0
#include "index/storage/folders.h"

#include "index/values/keys.h"

namespace facefs {

bool Folders::shows(const FolderKey& folder, PhotoId photo) const {
  return txn().get(tables().listing, key_of(folder) + key_of(photo)).has_value();
}

std::vector<PhotoId> Folders::photo_ids_in(const FolderKey& folder) const {
  std::vector<PhotoId> photos;
  txn().each(tables().listing, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes) {
    photos.push_back(static_cast<PhotoId>(id_in(key, kFolderKeyBytes)));
    return true;
  });
  return photos;
}

std::vector<ListedPhoto> Folders::photos_in(const FolderKey& folder) const {
  std::vector<ListedPhoto> photos;
  for (const PhotoId id : photo_ids_in(folder)) photos.push_back(Photos(snapshot()).get_listed(id));
  return photos;
}

FolderState Folders::state_of(const FolderKey& folder) const {
  return record<FolderState>(tables().folder_state, key_of(folder)).value_or(FolderState{});
}

std::vector<TreeChange> Folders::everything_gone() const {
  std::vector<TreeChange> all;
  txn().each(tables().listing, {}, [&](lmdb::Bytes key, lmdb::Bytes) {
    const auto id = static_cast<PhotoId>(id_in(key, kFolderKeyBytes));
    if (const auto known = record<PhotoRecord>(tables().photo, key_of(id)))
      all.push_back({TreeChange::Kind::left, folder_key_in(key), known->name, id, kNobody});
    return true;
  });
  txn().each(tables().person, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto person = decoded<PersonRecord>(value);
    using K = FolderKey::Kind;
    for (const K above : {K::root, K::all_people, K::all_maybe, K::all_enrolled})
      if (person) all.push_back({TreeChange::Kind::left, {above}, person->name, kNoPhoto, kNobody});
    return true;
  });
  return all;
}

}  // namespace facefs
