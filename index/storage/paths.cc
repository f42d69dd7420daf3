// SPDX-License-Identifier: Apache-2.0
#include "index/storage/paths.h"

#include "index/values/folder_number.h"
#include "index/values/keys.h"
#include "system/path_parts.h"

namespace facefs {

std::optional<PathRecord> Paths::find(const FilePlace& place) const {
  return record<PathRecord>(tables().path, key_of(place));
}

void Paths::each_in(FolderId folder, const std::function<void(const std::string&, const PathRecord&)>& visit) const {
  txn().each(tables().path, key_of(folder), [&](lmdb::Bytes key, lmdb::Bytes value) {
    visit(std::string(key.substr(kIdBytes)), decoded<PathRecord>(value).value_or(PathRecord{}));
    return true;
  });
}

std::optional<FolderId> Paths::folder_at(std::string_view path) const {
  for (FolderId id = folder_number_of(path);; id = next_folder_number(id)) {
    const auto known = txn().get(tables().folder, key_of(id));
    if (!known) return std::nullopt;
    if (*known == path) return id;
  }
}

std::optional<FilePlace> Paths::place_at(const std::string& path) const {
  const auto folder = folder_at(folder_part(path));
  if (!folder) return std::nullopt;
  return FilePlace{*folder, name_part(path)};
}

std::optional<PathRecord> Paths::find_at(const std::string& path) const {
  const auto place = place_at(path);
  return place ? find(*place) : std::nullopt;
}

std::string Paths::path_of(FolderId folder) const {
  return std::string(txn().get(tables().folder, key_of(folder)).value_or(""));
}

std::string Paths::path_of(const FilePlace& place) const {
  return path_of(place.folder) + "/" + place.basename;
}

void Paths::each_folder(const std::function<void(FolderId, std::string_view)>& visit) const {
  txn().each(tables().folder, {}, [&](lmdb::Bytes key, lmdb::Bytes path) {
    visit(static_cast<FolderId>(id_in(key)), path);
    return true;
  });
}

std::optional<Unreadable> Paths::failure(const FilePlace& place) const {
  return record<Unreadable>(tables().failure, key_of(place));
}

std::uint64_t Paths::failures() const {
  return txn().entries(tables().failure);
}

void Paths::each_failure(const std::function<void(const FilePlace&, const Unreadable&)>& visit) const {
  txn().each(tables().failure, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    if (const auto failure = decoded<Unreadable>(value)) visit(file_place_in(key), *failure);
    return true;
  });
}

}  // namespace facefs
