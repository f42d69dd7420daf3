// SPDX-License-Identifier: Apache-2.0
#include "index/storage/folder_tables.h"

#include <chrono>

#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/values/display_name.h"
#include "index/values/keys.h"
#include "system/file_time.h"

namespace facefs {

using Kind = TreeChange::Kind;

void FolderTables::set_folders_of(PhotoId id, const std::set<FolderKey>& wanted) {
  const std::set<FolderKey> present = Photos(update()).folders_of(id);
  if (present == wanted) return;
  const std::string name = Photos(update()).get(id).name;
  for (const FolderKey& folder : present)
    if (!wanted.contains(folder)) take_from(folder, id, name);
  for (const FolderKey& folder : wanted)
    if (!present.contains(folder)) put_into(folder, id, name);
  changes().note(Kind::altered, {}, name, id);
}

void FolderTables::put_into(const FolderKey& folder, PhotoId id, const std::string& name) {
  const bool was_shown = People(update()).is_shown(folder.person());
  txn().put(tables().listing, key_of(folder) + key_of(id), {});
  txn().put(tables().photo, key_of(id, folder), {});
  touch(folder, +1);
  if (folder.kind == FolderKey::Kind::cluster) {
    set_cluster_time(folder, Photos(update()).get(id).stamp.mtime_ns, 0);
    if (Folders(update()).state_of(folder).entries == 1) note_cluster(folder, true);
  }
  changes().note(Kind::appeared, folder, name, id);
  note_if_shown_otherwise(folder.person(), was_shown);
}

void FolderTables::take_from(const FolderKey& folder, PhotoId id, const std::string& name) {
  const bool was_shown = People(update()).is_shown(folder.person());
  txn().erase(tables().listing, key_of(folder) + key_of(id));
  txn().erase(tables().photo, key_of(id, folder));
  touch(folder, -1);
  if (folder.kind == FolderKey::Kind::cluster) {
    set_cluster_time(folder, 0, Photos(update()).get(id).stamp.mtime_ns);
    if (Folders(update()).state_of(folder).entries == 0) note_cluster(folder, false);
  }
  changes().note(Kind::left, folder, name, id);
  note_if_shown_otherwise(folder.person(), was_shown);
}

void FolderTables::touch(const FolderKey& folder, int entries) {
  FolderState state = Folders(update()).state_of(folder);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  ++state.version;
  if (folder.kind != FolderKey::Kind::cluster)  // a cluster's time is its newest photo's
    state.mtime_ns = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
  state.entries += static_cast<std::uint64_t>(entries);
  put(tables().folder_state, key_of(folder), state);
}

void FolderTables::note_if_shown_otherwise(PersonId id, bool was_shown) {
  if (id == kNobody || People(update()).is_shown(id) == was_shown) return;
  note_shown(was_shown ? Kind::left : Kind::appeared, id, People(update()).get(id).name);
}

void FolderTables::note_shown(Kind kind, PersonId id, const std::string& name) {
  using K = FolderKey::Kind;
  for (const K folder : {K::root, K::all_people, K::all_maybe}) {
    changes().note(kind, {folder, kNobody}, name, id);
    touch({folder, kNobody}, kind == Kind::appeared ? 1 : -1);
  }
}

/// Sets a cluster's time to its newest photo's, so that the latest faces come first in a file manager.
void FolderTables::set_cluster_time(const FolderKey& folder, std::uint64_t came, std::uint64_t went) {
  FolderState state = Folders(update()).state_of(folder);
  state.mtime_ns = later_of(state.mtime_ns, came);
  if (went == state.mtime_ns) {
    state.mtime_ns = 0;
    for (const ListedPhoto& photo : Folders(update()).photos_in(folder))
      state.mtime_ns = later_of(state.mtime_ns, photo.record.stamp.mtime_ns);
  }
  put(tables().folder_state, key_of(folder), state);
}

void FolderTables::note_cluster(const FolderKey& folder, bool appeared) {
  const FolderKey above{FolderKey::Kind::all_unknown};
  changes().note(appeared ? Kind::appeared : Kind::left, above, cluster_name(static_cast<ClusterId>(folder.number)));
  touch(above, appeared ? 1 : -1);
}

}  // namespace facefs
