// SPDX-License-Identifier: Apache-2.0
// Photos, the paths they are known under, and the names they are shown by.
#include <algorithm>

#include "index/storage/update.h"
#include "index/values/display_name.h"
#include "index/values/folder_number.h"
#include "index/values/photo_number.h"

namespace facefs {
namespace {

/// The worker was told to make none.
bool is_none(const Embedding& embedding) {
  return std::all_of(embedding.values.begin(), embedding.values.end(), [](float value) { return value == 0; });
}

}  // namespace

FolderId Update::folder_for(std::string_view path) {
  if (const auto known = folder_at(path)) return *known;
  FolderId id = folder_number_of(path);
  while (!folder_path(id).empty()) id = next_folder_number(id);
  write().put(tables().folder, key_of(id), path);
  return id;
}

PhotoId Update::free_id_for(const ContentHash& content) const {
  PhotoId id = photo_number_of(content);
  while (photo(id)) id = next_photo_number(id);
  return id;
}

PhotoId Update::link_content(PhotoRecord record) {
  const PhotoId id = free_id_for(record.content);
  put(tables().photo, key_of(id), record);
  add_to_number("contents", 1);
  if (record.image) write().put(tables().image, key_of(*record.image, id), {});
  return id;
}

PhotoId Update::add_photo(const ContentHash& content, const NewFaces& found) {
  if (const auto known = photo_with(content)) return *known;
  if (!image(found.image)) add_faces(found);
  PhotoRecord record;
  record.content = content;
  record.image = found.image;
  record.truncated = found.truncated;
  if (!found.damage.empty()) record.failure = Unreadable{Reason::truncated, found.damage};
  record.taken = found.taken;
  return link_content(std::move(record));
}

PhotoId Update::add_photo(const ContentHash& content, const Unreadable& failure) {
  if (const auto known = photo_with(content)) return *known;
  PhotoRecord record;
  record.content = content;
  record.failure = failure;
  return link_content(std::move(record));
}

void Update::add_faces(const NewFaces& found) {
  const std::vector<Box> erased = erased_boxes_of(found.image);
  const auto is_erased = [&](const Box& box) {
    return std::any_of(erased.begin(), erased.end(), [&](const Box& e) { return overlap(e, box) >= kSameFace; });
  };
  const std::uint64_t first = number("faces_made") + 1;
  std::int64_t embedded = 0;
  for (std::size_t i = 0; i < found.faces.size(); ++i) {
    const Face& face = found.faces[i];
    const auto id = static_cast<FaceId>(first + i);
    put(tables().face, key_of(id), FaceRecord{found.image, face.box, face.landmarks, face.score, face.quality, {}});
    if (is_none(face.embedding) || is_erased(face.box)) continue;
    store_code(write(), tables(), id, face_code_of(face.embedding));
    ++embedded;
  }
  const std::uint64_t last = first + found.faces.size() - 1;
  set_number("faces_made", last);
  join_full_runs(write(), tables(), static_cast<FaceId>(first - 1), static_cast<FaceId>(last));
  add_to_number("embedded", embedded);
  put(tables().image, key_of(found.image),
      ImageRecord{static_cast<FaceId>(first), static_cast<std::uint32_t>(found.faces.size()), 0, found.models});
}

void Update::set_path(const FilePlace& place, const FileStamp& stamp, PhotoId id) {
  const auto before = path(place);
  if (before && before->photo != id) detach(place);
  put(tables().path, key_of(place), PathRecord{stamp, id});
  if (write().add(tables().photo, key_of(id, place), {})) add_to_number("places", 1);
  PhotoRecord record = listed_photo(id);
  write().erase(tables().failure, key_of(place));
  if (record.failure)
    put(tables().failure, key_of(place), *record.failure);
  else if (record.truncated)
    put(tables().failure, key_of(place),
        Unreadable{Reason::truncated, "the last rows of the picture are missing; what is there is used"});
  show_best(id, record, place);
}

void Update::fail_path(const FilePlace& place, const FileStamp& stamp, const Unreadable& failure) {
  detach(place);
  put(tables().path, key_of(place), PathRecord{stamp, kNoPhoto});
  put(tables().failure, key_of(place), failure);
}

void Update::forget_failures(Reason reason) {
  std::vector<FilePlace> failed;
  each_failure([&](const FilePlace& place, const Unreadable& failure) {
    if (failure.reason == reason) failed.push_back(place);
  });
  for (const FilePlace& place : failed) put(tables().path, key_of(place), PathRecord{FileStamp{}, kNoPhoto});
}

void Update::remove_path(const FilePlace& place) {
  detach(place);
  write().erase(tables().path, key_of(place));
  write().erase(tables().failure, key_of(place));
}

void Update::remove_folder(FolderId folder) {
  std::vector<std::string> names;
  each_path_in(folder, [&](const std::string& name, const PathRecord&) { names.push_back(name); });
  for (const std::string& name : names) remove_path({folder, name});
  write().erase(tables().folder, key_of(folder));
}

/// One content may have thousands of places: only where the shown one goes another is looked for.
void Update::detach(const FilePlace& place) {
  const auto before = path(place);
  if (!before || before->photo == kNoPhoto) return;
  if (write().erase(tables().photo, key_of(before->photo, place))) add_to_number("places", -1);
  PhotoRecord record = listed_photo(before->photo);
  if (!record.name.empty() && record.shown != place) return;
  const std::vector<FilePlace> places = first_places_of(before->photo);
  if (places.empty())
    hide(before->photo, record);
  else
    show_at(before->photo, record, best_of(places));
}

/// By the order of the roots, then by name.
FilePlace Update::best_of(const std::vector<FilePlace>& places) const {
  const auto& roots = gallery().roots();
  const auto rank = [&](const FilePlace& place) {
    const std::string path = path_of(place);
    const auto root =
        std::find_if(roots.begin(), roots.end(), [&](const std::string& r) { return path.starts_with(r + "/"); });
    return std::pair(root - roots.begin(), path);
  };
  return *std::min_element(places.begin(), places.end(),
                           [&](const FilePlace& a, const FilePlace& b) { return rank(a) < rank(b); });
}

/// The place is one of the photo's now.
void Update::show_best(PhotoId id, PhotoRecord& record, const FilePlace& place) {
  const bool is_first = record.name.empty() || record.shown == place;
  show_at(id, record, is_first ? place : best_of({record.shown, place}));
}

void Update::show_at(PhotoId id, PhotoRecord& record, const FilePlace& place) {
  const FileStamp stamp =
      path(place).value_or(PathRecord{}).stamp;  // a damaged one is read again: other than any file's
  if (!record.name.empty() && record.shown == place && record.stamp == stamp) return;
  const bool was_hidden = record.name.empty();
  const bool same_basename = record.shown.basename == place.basename;
  record.shown = place;
  record.stamp = stamp;
  if (was_hidden || !same_basename) rename_photo(id, record, place.basename);
  put(tables().photo, key_of(id), record);
  if (was_hidden) count_visible(record, +1);
  note(Change::Kind::altered, {}, record.name, id);
}

void Update::hide(PhotoId id, PhotoRecord& record) {
  if (record.name.empty()) return;
  set_folders(id, {});
  write().erase(tables().name, record.name);
  record.name.clear();
  put(tables().photo, key_of(id), record);
  count_visible(record, -1);
}

void Update::rename_photo(PhotoId id, PhotoRecord& record, const std::string& basename) {
  const std::set<FolderKey> folders = folders_of(id);
  if (!record.name.empty()) write().erase(tables().name, record.name);
  for (const FolderKey& folder : folders) note(Change::Kind::left, folder, record.name, id);
  unsigned count = 1;
  while (photo_named(numbered_name(basename, count))) ++count;
  record.name = numbered_name(basename, count);
  write().put(tables().name, record.name, key_of(id));
  for (const FolderKey& folder : folders) {
    note(Change::Kind::appeared, folder, record.name, id);
    touch(folder, 0);
  }
}

void Update::count_visible(const PhotoRecord& record, int difference) {
  add_to_number(record.image ? "photos" : "failed", difference);
  if (!record.image) return;
  auto seen = image(*record.image);
  if (!seen) return;
  const bool before = seen->photos > 0;
  seen->photos += static_cast<std::uint32_t>(difference);
  put(tables().image, key_of(*record.image), *seen);
  if (before == (seen->photos > 0)) return;
  add_to_number("faces", difference * static_cast<std::int64_t>(seen->faces));
  for (std::uint64_t i = 0; i < seen->faces; ++i)
    unknown_changed_.insert(static_cast<FaceId>(number_of(seen->first_face) + i));
}

void Update::set_reach(FaceId id, float reach, float scale) {
  store_reach(write(), tables(), id, reach);
  store_scale(write(), tables(), id, scale);
}

void Update::erase_embedding(FaceId id) {
  erase_code(write(), tables(), id);
}

std::size_t Update::erase_what_was_said() {
  std::vector<FaceId> left;
  each_decision([&](const ImageKey& key, std::uint64_t, const DecisionRecord& decision) {
    if (decision.verb != DecisionRecord::Verb::erase) return;
    for (const NumberedFace& face : faces_of(key))
      if (overlap(decision.box, face.record.box) >= kSameFace && embedding(face.id)) left.push_back(face.id);
  });
  for (const FaceId id : left) erase_embedding(id);
  return left.size();
}

void Update::set_face(FaceId id, const FaceRecord& record) {
  const auto before = face(id);
  put(tables().face, key_of(id), record);
  if (!before || before->is_unknown() != record.is_unknown()) unknown_changed_.insert(id);
  if (!record.is_unknown()) leave_cluster(id);
}

void Update::set_folders(PhotoId id, const std::set<FolderKey>& wanted) {
  const std::set<FolderKey> present = folders_of(id);
  if (present == wanted) return;
  const std::string name = listed_photo(id).name;
  for (const FolderKey& folder : present)
    if (!wanted.contains(folder)) take_from(folder, id, name);
  for (const FolderKey& folder : wanted)
    if (!present.contains(folder)) put_into(folder, id, name);
  note(Change::Kind::altered, {}, name, id);
}

void Update::put_into(const FolderKey& folder, PhotoId id, const std::string& name) {
  const bool was_shown = is_shown(folder.person());
  write().put(tables().listing, key_of(folder) + key_of(id), {});
  write().put(tables().photo, key_of(id, folder), {});
  touch(folder, +1);
  if (folder.kind == FolderKey::Kind::cluster) {
    set_cluster_time(folder, listed_photo(id).stamp.mtime_ns, 0);
    if (state_of(folder).entries == 1) note_cluster(folder, true);
  }
  note(Change::Kind::appeared, folder, name, id);
  note_if_shown_otherwise(folder.person(), was_shown);
}

void Update::take_from(const FolderKey& folder, PhotoId id, const std::string& name) {
  const bool was_shown = is_shown(folder.person());
  write().erase(tables().listing, key_of(folder) + key_of(id));
  write().erase(tables().photo, key_of(id, folder));
  touch(folder, -1);
  if (folder.kind == FolderKey::Kind::cluster) {
    set_cluster_time(folder, 0, listed_photo(id).stamp.mtime_ns);
    if (state_of(folder).entries == 0) note_cluster(folder, false);
  }
  note(Change::Kind::left, folder, name, id);
  note_if_shown_otherwise(folder.person(), was_shown);
}

}  // namespace facefs
