// SPDX-License-Identifier: Apache-2.0
#include "index/storage/photo_tables.h"

#include <algorithm>

#include "index/storage/decisions.h"
#include "index/storage/folder_tables.h"
#include "index/storage/foreign_tables.h"
#include "index/storage/gallery_space.h"
#include "index/storage/images.h"
#include "index/storage/paths.h"
#include "index/storage/photos.h"
#include "index/storage/stored_embeddings.h"
#include "index/values/display_name.h"
#include "index/values/keys.h"
#include "index/values/photo_number.h"

namespace facefs {
namespace {

/// Tells whether the worker was told to make no embedding.
bool is_none(const Embedding& embedding) {
  return std::all_of(embedding.values.begin(), embedding.values.end(), [](float value) { return value == 0; });
}

}  // namespace

PhotoId PhotoTables::free_id_for(const ContentHash& content) const {
  PhotoId id = photo_number_of(content);
  while (Photos(update()).find(id)) id = next_photo_number(id);
  return id;
}

PhotoId PhotoTables::link_content(PhotoRecord record) {
  const PhotoId id = free_id_for(record.content);
  put(tables().photo, key_of(id), record);
  update().add_to_counter("contents", 1);
  if (record.image) txn().put(tables().image, key_of(*record.image, id), {});
  return id;
}

PhotoId PhotoTables::add(const ContentHash& content, const NewFaces& found) {
  if (const auto known = Photos(update()).with(content)) return *known;
  if (!Images(update()).find(found.image)) put_faces(found, 0);
  PhotoRecord record;
  record.content = content;
  record.image = found.image;
  record.truncated = found.truncated;
  if (!found.damage.empty()) record.failure = Unreadable{Reason::truncated, found.damage};
  record.facts = found.facts;
  return link_content(std::move(record));
}

PhotoId PhotoTables::add(const ContentHash& content, const Unreadable& failure) {
  if (const auto known = Photos(update()).with(content)) return *known;
  PhotoRecord record;
  record.content = content;
  record.failure = failure;
  return link_content(std::move(record));
}

bool PhotoTables::put_embedding(FaceId id, const ImageKey& image, const Face& face) {
  const std::vector<Box> erased = Decisions(update()).erased_boxes_of(image);
  const bool is_erased =
      std::any_of(erased.begin(), erased.end(), [&](const Box& box) { return overlap(box, face.box) >= kSameFace; });
  if (is_none(face.embedding) || is_erased) {
    erase_code(txn(), tables(), id);
    return false;
  }
  store_code(txn(), tables(), id, face_code_of(face.embedding), layout_of(update().snapshot()));
  return true;
}

ImageRecord PhotoTables::put_faces(const NewFaces& found, std::uint32_t photos) {
  const std::uint64_t first = update().snapshot().counter("faces_made") + 1;
  std::int64_t embedded = 0;
  for (std::size_t i = 0; i < found.faces.size(); ++i) {
    const Face& face = found.faces[i];
    const auto id = static_cast<FaceId>(first + i);
    put(tables().face, key_of(id), FaceRecord{found.image, face.box, face.landmarks, face.score, face.quality, {}});
    embedded += put_embedding(id, found.image, face) ? 1 : 0;
  }
  const std::uint64_t last = first + found.faces.size() - 1;
  update().set_counter("faces_made", last);
  join_full_runs(txn(), tables(), static_cast<FaceId>(first - 1), static_cast<FaceId>(last),
                 layout_of(update().snapshot()));
  update().add_to_counter("embedded", embedded);
  ImageRecord image{static_cast<FaceId>(first), static_cast<std::uint32_t>(found.faces.size()), photos, found.models};
  put(tables().image, key_of(found.image), image);
  return image;
}

void PhotoTables::show_at(PhotoId id, PhotoRecord& record, const FilePlace& place) {
  // A damaged record of a path counts as the stamp of no file, so that the file is read again.
  const FileStamp stamp = Paths(update()).find(place).value_or(PathRecord{}).stamp;
  if (!record.name.empty() && record.shown == place && record.stamp == stamp) return;
  const bool was_hidden = record.name.empty();
  const bool same_basename = record.shown.basename == place.basename;
  record.shown = place;
  record.stamp = stamp;
  if (was_hidden || !same_basename) rename(id, record, place.basename);
  put(tables().photo, key_of(id), record);
  if (was_hidden) count_visible(record, +1);
  changes().note(TreeChange::Kind::altered, {}, record.name, id);
}

void PhotoTables::hide(PhotoId id, PhotoRecord& record) {
  if (record.name.empty()) return;
  FolderTables(update()).set_folders_of(id, {});
  txn().erase(tables().name, record.name);
  record.name.clear();
  put(tables().photo, key_of(id), record);
  count_visible(record, -1);
}

void PhotoTables::rename(PhotoId id, PhotoRecord& record, const std::string& basename) {
  const std::set<FolderKey> folders = Photos(update()).folders_of(id);
  if (!record.name.empty()) txn().erase(tables().name, record.name);
  for (const FolderKey& folder : folders) changes().note(TreeChange::Kind::left, folder, record.name, id);
  unsigned count = 1;
  while (Photos(update()).named(numbered_name(basename, count))) ++count;
  record.name = numbered_name(basename, count);
  txn().put(tables().name, record.name, key_of(id));
  for (const FolderKey& folder : folders) {
    changes().note(TreeChange::Kind::appeared, folder, record.name, id);
    FolderTables(update()).touch(folder, 0);
  }
}

void PhotoTables::count_visible(const PhotoRecord& record, int difference) {
  update().add_to_counter(record.image ? "photos" : "failed", difference);
  if (!record.image) return;
  auto seen = Images(update()).find(*record.image);
  if (!seen) return;
  const bool before = seen->photos > 0;
  seen->photos += static_cast<std::uint32_t>(difference);
  put(tables().image, key_of(*record.image), *seen);
  if (before == (seen->photos > 0)) return;
  update().add_to_counter("faces", difference * static_cast<std::int64_t>(seen->faces));
  ForeignTables(update()).count_shown(*seen, difference);
  for (std::uint64_t i = 0; i < seen->faces; ++i)
    outdated().faces.insert(static_cast<FaceId>(number_of(seen->first_face) + i));
}

}  // namespace facefs
