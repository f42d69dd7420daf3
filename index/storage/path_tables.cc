// SPDX-License-Identifier: Apache-2.0
#include "index/storage/path_tables.h"

#include <algorithm>
#include <utility>

#include "index/storage/paths.h"
#include "index/storage/photo_tables.h"
#include "index/storage/photos.h"
#include "index/values/folder_number.h"
#include "index/values/keys.h"

namespace facefs {

FolderId PathTables::folder_for(std::string_view path) {
  if (const auto known = Paths(update()).folder_at(path)) return *known;
  FolderId id = folder_number_of(path);
  while (!Paths(update()).path_of(id).empty()) id = next_folder_number(id);
  txn().put(tables().folder, key_of(id), path);
  return id;
}

void PathTables::set(const FilePlace& place, const FileStamp& stamp, PhotoId id) {
  const auto before = Paths(update()).find(place);
  if (before && before->photo != id) detach(place);
  put(tables().path, key_of(place), PathRecord{stamp, id});
  if (txn().add(tables().photo, key_of(id, place), {})) update().add_to_counter("places", 1);
  PhotoRecord record = Photos(update()).get(id);
  txn().erase(tables().failure, key_of(place));
  if (record.failure)
    put(tables().failure, key_of(place), *record.failure);
  else if (record.truncated)
    put(tables().failure, key_of(place),
        Unreadable{Reason::truncated, "the last rows of the picture are missing; what is there is used"});
  show_best(id, record, place);
}

void PathTables::fail(const FilePlace& place, const FileStamp& stamp, const Unreadable& failure) {
  detach(place);
  put(tables().path, key_of(place), PathRecord{stamp, kNoPhoto});
  put(tables().failure, key_of(place), failure);
}

void PathTables::forget_failures(Reason reason) {
  std::vector<FilePlace> failed;
  Paths(update()).each_failure([&](const FilePlace& place, const Unreadable& failure) {
    if (failure.reason == reason) failed.push_back(place);
  });
  for (const FilePlace& place : failed) put(tables().path, key_of(place), PathRecord{FileStamp{}, kNoPhoto});
}

void PathTables::remove(const FilePlace& place) {
  detach(place);
  txn().erase(tables().path, key_of(place));
  txn().erase(tables().failure, key_of(place));
}

void PathTables::remove_folder(FolderId folder) {
  std::vector<std::string> names;
  Paths(update()).each_in(folder, [&](const std::string& name, const PathRecord&) { names.push_back(name); });
  for (const std::string& name : names) remove({folder, name});
  txn().erase(tables().folder, key_of(folder));
}

/// Takes the file from its photo. One content may have thousands of places, so another place is looked for only where
/// the shown one goes.
void PathTables::detach(const FilePlace& place) {
  const auto before = Paths(update()).find(place);
  if (!before || before->photo == kNoPhoto) return;
  if (txn().erase(tables().photo, key_of(before->photo, place))) update().add_to_counter("places", -1);
  PhotoRecord record = Photos(update()).get(before->photo);
  if (!record.name.empty() && record.shown != place) return;
  const std::vector<FilePlace> places = Photos(update()).first_places_of(before->photo);
  if (places.empty())
    PhotoTables(update()).hide(before->photo, record);
  else
    PhotoTables(update()).show_at(before->photo, record, best_of(places));
}

/// Returns the place to show: the first by the order of the roots, then by name.
FilePlace PathTables::best_of(const std::vector<FilePlace>& places) const {
  const auto rank = [&](const FilePlace& place) {
    const std::string path = Paths(update()).path_of(place);
    const auto root =
        std::find_if(roots().begin(), roots().end(), [&](const std::string& r) { return path.starts_with(r + "/"); });
    return std::pair(root - roots().begin(), path);
  };
  return *std::min_element(places.begin(), places.end(),
                           [&](const FilePlace& a, const FilePlace& b) { return rank(a) < rank(b); });
}

/// Shows the photo by `place` where that place comes before the shown one. It is one of the photo's places already.
void PathTables::show_best(PhotoId id, PhotoRecord& record, const FilePlace& place) {
  const bool is_first = record.name.empty() || record.shown == place;
  PhotoTables(update()).show_at(id, record, is_first ? place : best_of({record.shown, place}));
}

}  // namespace facefs
