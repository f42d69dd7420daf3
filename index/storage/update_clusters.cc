// SPDX-License-Identifier: Apache-2.0
// Which unknown face is in which cluster.
#include "index/storage/update.h"
#include "index/values/display_name.h"
#include "system/file_time.h"

namespace facefs {

void Update::set_cluster(FaceId id, std::optional<ClusterId> cluster) {
  leave_cluster(id);
  if (cluster) {
    write().put(tables().cluster_face, key_of(*cluster) + key_of(id), {});
    write().put(tables().face_cluster, key_of(id), key_of(*cluster));
  } else {
    write().erase(tables().face_cluster, key_of(id));
  }
}

/// The number is kept, so that the face finds its group again when the decision is taken back.
void Update::leave_cluster(FaceId id) {
  if (const auto before = former_cluster_of(id)) write().erase(tables().cluster_face, key_of(*before) + key_of(id));
}

/// A cluster's time is its newest photo's: the latest faces come first in a file manager.
void Update::set_cluster_time(const FolderKey& folder, std::uint64_t came, std::uint64_t went) {
  FolderState state = state_of(folder);
  state.mtime_ns = later_of(state.mtime_ns, came);
  if (went == state.mtime_ns) {
    state.mtime_ns = 0;
    for (const Listed& photo : photos_in(folder))
      state.mtime_ns = later_of(state.mtime_ns, photo.record.stamp.mtime_ns);
  }
  put(tables().folder_state, key_of(folder), state);
}

void Update::note_cluster(const FolderKey& folder, bool appeared) {
  const FolderKey above{FolderKey::Kind::all_unknown};
  note(appeared ? Change::Kind::appeared : Change::Kind::left, above,
       cluster_name(static_cast<ClusterId>(folder.number)));
  touch(above, appeared ? 1 : -1);
}

}  // namespace facefs
