// SPDX-License-Identifier: Apache-2.0
#include "index/storage/photos.h"

#include "index/values/keys.h"
#include "index/values/photo_number.h"

namespace facefs {
namespace {

const std::string kBeyondNames(256, '\xff');  // after every basename of a folder
constexpr auto kNoRecordOfPhoto = "the gallery lists a photo of which it has no record";

}  // namespace

std::optional<PhotoRecord> Photos::find(PhotoId id) const {
  return whole_record<PhotoRecord>(tables().photo, key_of(id));
}

PhotoRecord Photos::get(PhotoId id) const {
  if (auto record = find(id)) return std::move(*record);
  throw BadRecord(kNoRecordOfPhoto);
}

std::optional<ListedPhoto> Photos::find_listed(PhotoId id) const {
  std::optional<ListedPhoto> found;
  const std::string before = key_of_folders(id);
  txn().each(tables().photo, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (key.size() == kIdBytes)
      found = ListedPhoto{id, whole<PhotoRecord>(value), 0};
    else if (found && key.starts_with(before))
      ++found->folders;
    else
      return false;
    return true;
  });
  return found;
}

ListedPhoto Photos::get_listed(PhotoId id) const {
  if (auto found = find_listed(id)) return std::move(*found);
  throw BadRecord(kNoRecordOfPhoto);
}

std::optional<PhotoId> Photos::with(const ContentHash& content) const {
  for (PhotoId id = photo_number_of(content);; id = next_photo_number(id)) {
    const auto known = find(id);
    if (!known) return std::nullopt;
    if (known->content == content) return id;
  }
}

bool Photos::holds(const ContentHash& content) const {
  try {
    return with(content).has_value();
  } catch (const BadRecord&) {
    return true;
  }
}

std::optional<PhotoId> Photos::named(std::string_view display_name) const {
  if (display_name.empty() || display_name.size() > 255) return std::nullopt;
  const auto bytes = txn().get(tables().name, display_name);
  if (!bytes) return std::nullopt;
  return static_cast<PhotoId>(id_in(*bytes));
}

std::vector<FilePlace> Photos::places_of(PhotoId id) const {
  std::vector<FilePlace> places;
  const std::string before = key_of_places(id);
  txn().each(tables().photo, before, [&](lmdb::Bytes key, lmdb::Bytes) {
    places.push_back(file_place_in(key.substr(before.size())));
    return true;
  });
  return places;
}

std::vector<FilePlace> Photos::first_places_of(PhotoId id) const {
  std::vector<FilePlace> places;
  const std::string before = key_of_places(id);
  const auto next = [&](const std::string& from) {
    bool is_found = false;
    txn().each(
        tables().photo, before,
        [&](lmdb::Bytes key, lmdb::Bytes) {
          places.push_back(file_place_in(key.substr(before.size())));
          is_found = true;
          return false;
        },
        from);
    return is_found;
  };
  std::string from;
  while (next(from)) from = key_of(places.back().folder) + kBeyondNames;
  return places;
}

std::set<FolderKey> Photos::folders_of(PhotoId id) const {
  std::set<FolderKey> folders;
  const std::string before = key_of_folders(id);
  txn().each(tables().photo, before, [&](lmdb::Bytes key, lmdb::Bytes) {
    folders.insert(folder_key_in(key.substr(before.size())));
    return true;
  });
  return folders;
}

}  // namespace facefs
