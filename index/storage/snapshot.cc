// SPDX-License-Identifier: Apache-2.0
#include "index/storage/snapshot.h"

#include "index/values/content_hash.h"
#include "index/values/folder_number.h"
#include "index/values/photo_number.h"

namespace facefs {
namespace {

const std::string kBeyondNames(256, '\xff');  // after every basename of a folder
constexpr auto kNoRecordOfPhoto = "the gallery lists a photo of which it has no record";

}  // namespace

Snapshot::Snapshot(const Gallery& gallery) : gallery_(gallery), store_(gallery.store()) {
  gallery.look_after_pages();
  txn_ = std::make_unique<lmdb::ReadTxn>(store_->environment());
}

Snapshot::Snapshot(const Gallery& gallery, std::shared_ptr<Store> store, std::unique_ptr<lmdb::ReadTxn> txn)
    : gallery_(gallery), store_(std::move(store)), txn_(std::move(txn)) {}

std::string Snapshot::text(std::string_view name) const {
  const auto bytes = txn_->get(tables().meta, name);
  if (!bytes) return {};
  const auto payload = open_record(*bytes);
  if (!payload) throw BadRecord("a number of the gallery is damaged");
  return std::string(*payload);
}

std::uint64_t Snapshot::number(std::string_view name) const {
  const std::string bytes = text(name);
  return bytes.empty() ? 0 : RecordReader(bytes).number<std::uint64_t>();
}

void Snapshot::check_counts() const {
  if (txn_->entries(tables().photo) != number("contents") + number("places") + txn_->entries(tables().listing) ||
      txn_->entries(tables().name) != number("photos") + number("failed"))
    throw BadRecord("tables of the gallery contradict each other");
}

std::optional<PhotoRecord> Snapshot::photo(PhotoId id) const {
  return whole_record<PhotoRecord>(tables().photo, key_of(id));
}

PhotoRecord Snapshot::listed_photo(PhotoId id) const {
  if (auto record = photo(id)) return std::move(*record);
  throw BadRecord(kNoRecordOfPhoto);
}

std::optional<PhotoId> Snapshot::photo_with(const ContentHash& content) const {
  for (PhotoId id = photo_number_of(content);; id = next_photo_number(id)) {
    const auto known = photo(id);
    if (!known) return std::nullopt;
    if (known->content == content) return id;
  }
}

bool Snapshot::knows(const ContentHash& content) const {
  try {
    return photo_with(content).has_value();
  } catch (const BadRecord&) {
    return true;
  }
}

std::optional<PhotoId> Snapshot::photo_named(std::string_view name) const {
  if (name.empty() || name.size() > 255) return std::nullopt;
  const auto bytes = txn_->get(tables().name, name);
  if (!bytes) return std::nullopt;
  return static_cast<PhotoId>(id_in(*bytes));
}

std::vector<FilePlace> Snapshot::places_of(PhotoId id) const {
  std::vector<FilePlace> places;
  const std::string before = key_of_places(id);
  txn_->each(tables().photo, before, [&](lmdb::Bytes key, lmdb::Bytes) {
    places.push_back(file_place_in(key.substr(before.size())));
    return true;
  });
  return places;
}

std::vector<FilePlace> Snapshot::first_places_of(PhotoId id) const {
  std::vector<FilePlace> places;
  const std::string before = key_of_places(id);
  const auto next = [&](const std::string& from) {
    bool is_found = false;
    txn_->each(
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

std::set<FolderKey> Snapshot::folders_of(PhotoId id) const {
  std::set<FolderKey> folders;
  const std::string before = key_of_folders(id);
  txn_->each(tables().photo, before, [&](lmdb::Bytes key, lmdb::Bytes) {
    folders.insert(folder_key_in(key.substr(before.size())));
    return true;
  });
  return folders;
}

std::optional<Listed> Snapshot::with_folders(PhotoId id) const {
  std::optional<Listed> found;
  const std::string before = key_of_folders(id);
  txn_->each(tables().photo, key_of(id), [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (key.size() == kIdBytes)
      found = Listed{id, whole<PhotoRecord>(value), 0};
    else if (found && key.starts_with(before))
      ++found->folders;
    else
      return false;
    return true;
  });
  return found;
}

Listed Snapshot::listed(PhotoId id) const {
  if (auto found = with_folders(id)) return std::move(*found);
  throw BadRecord(kNoRecordOfPhoto);
}

std::optional<PathRecord> Snapshot::path(const FilePlace& place) const {
  return record<PathRecord>(tables().path, key_of(place));
}

void Snapshot::each_path_in(FolderId folder,
                            const std::function<void(const std::string&, const PathRecord&)>& visit) const {
  txn_->each(tables().path, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes value) {
    visit(std::string(key.substr(kIdBytes)), decoded<PathRecord>(value).value_or(PathRecord{}));
    return true;
  });
}

std::optional<FolderId> Snapshot::folder_at(std::string_view path) const {
  for (FolderId id = folder_number_of(path);; id = next_folder_number(id)) {
    const auto known = txn_->get(tables().folder, key_of(id));
    if (!known) return std::nullopt;
    if (*known == path) return id;
  }
}

std::string Snapshot::folder_path(FolderId folder) const {
  return std::string(txn_->get(tables().folder, key_of(folder)).value_or(""));
}

std::string Snapshot::path_of(const FilePlace& place) const {
  return folder_path(place.folder) + "/" + place.basename;
}

void Snapshot::each_folder(const std::function<void(FolderId, std::string_view)>& visit) const {
  txn_->each(tables().folder, {}, [&](lmdb::Bytes key, lmdb::Bytes path) {
    visit(static_cast<FolderId>(id_in(key)), path);
    return true;
  });
}

std::optional<Unreadable> Snapshot::failure(const FilePlace& place) const {
  const auto bytes = txn_->get(tables().failure, key_of(place));
  return bytes ? decoded<Unreadable>(*bytes) : std::nullopt;
}

std::uint64_t Snapshot::failures() const {
  return txn_->entries(tables().failure);
}

void Snapshot::each_failure(const std::function<void(const FilePlace&, const Unreadable&)>& visit) const {
  txn_->each(tables().failure, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto failure = decoded<Unreadable>(value)) visit(file_place_in(key), *failure);
    return true;
  });
}

bool Snapshot::shows(const FolderKey& folder, PhotoId photo) const {
  return txn_->get(tables().listing, key_of(folder) + key_of(photo)).has_value();
}

std::vector<PhotoId> Snapshot::photo_ids_in(const FolderKey& folder) const {
  std::vector<PhotoId> photos;
  txn_->each(tables().listing, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes) {
    photos.push_back(static_cast<PhotoId>(id_in(key, kFolderKeyBytes)));
    return true;
  });
  return photos;
}

std::vector<Listed> Snapshot::photos_in(const FolderKey& folder) const {
  std::vector<Listed> photos;
  for (const PhotoId id : photo_ids_in(folder)) photos.push_back(listed(id));
  return photos;
}

FolderState Snapshot::state_of(const FolderKey& folder) const {
  return record<FolderState>(tables().folder_state, key_of(folder)).value_or(FolderState{});
}

std::vector<Change> Snapshot::everything() const {
  std::vector<Change> all;
  txn_->each(tables().listing, {}, [&](lmdb::Bytes key, lmdb::Bytes) {
    const auto id = static_cast<PhotoId>(id_in(key, kFolderKeyBytes));
    if (const auto known = record<PhotoRecord>(tables().photo, key_of(id)))
      all.push_back({Change::Kind::left, folder_key_in(key), known->name, id, kNobody});
    return true;
  });
  txn_->each(tables().person, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto person = decoded<PersonRecord>(value);
    using K = FolderKey::Kind;
    for (const K above : {K::root, K::all_people, K::all_maybe, K::all_enrolled})
      if (person) all.push_back({Change::Kind::left, {above}, person->name, kNoPhoto, kNobody});
    return true;
  });
  return all;
}

}  // namespace facefs
