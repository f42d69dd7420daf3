// SPDX-License-Identifier: Apache-2.0
// Folders that the user makes, renames, moves and removes below people/, maybe/ and unknown/.
#include <cerrno>

#include "fuse/verbs.h"
#include "index/display_name.h"
#include "index/person_name.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

void reply_done(fuse_req_t request, MountedTree& mount, const Place& old_place, const Place& new_place) {
  fuse_reply_err(request, 0);
  mount.requests.entry_is_stale(old_place.folder.number(), old_place.name);
  mount.requests.entry_is_stale(new_place.folder.number(), new_place.name);
}

}  // namespace

/// Where somebody of that name is hidden, that one is shown again.
void make_person(fuse_req_t request, MountedTree& mount, const std::string& name) {
  const std::string person_name = valid_person_name(name);
  const Snapshot snapshot(mount.gallery);
  const auto known = snapshot.person_spelled(person_name);
  if (snapshot.person_named(person_name) && (!known || snapshot.is_shown(known->id))) throw Refused{EEXIST};
  perform(
      request,
      [person_name, known, actor = actor_of(request)](Update& update, DecisionLog& log) {
        if (known)
          show_person(update, log, actor, known->id);
        else
          add_person(update, log, person_name, true);
      },
      [request, person_name, name](MountedTree& there) {
        const fuse_entry_param param = entry_param_of(entry_in(there, kPeople.number(), person_name), name);
        fuse_reply_entry(request, &param);
      });
}

void rename_person_folder(fuse_req_t request, MountedTree& mount, const std::string& from, const std::string& to) {
  rename_enrolled(request, mount, from, to);
}

void move_cluster(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to) {
  const ClusterId cluster = *cluster_named(from.name);
  const Actor actor = actor_of(request);
  const auto then = [request, from, to](MountedTree& there) { reply_done(request, there, from, to); };
  if (to.folder.kind == InodeKind::people)
    return perform(
        request,
        [=](Update& update, DecisionLog& log) { name_cluster(update, log, actor, cluster, to.folder.person()); }, then);
  if (to.folder == kIgnored)
    return perform(
        request, [=](Update& update, DecisionLog& log) { ignore_cluster(update, log, actor, cluster); }, then);
  if (to.folder != kPeople && to.folder != kUnknown) throw Refused{EPERM};
  const std::string name = valid_person_name(to.name);
  const auto known = Snapshot(mount.gallery).person_named(name);
  if (known && to.folder == kPeople) throw Refused{EEXIST};  // the one before the rename was looked up: a folder there
  perform(
      request,
      [=](Update& update, DecisionLog& log) {
        if (known)
          name_cluster(update, log, actor, cluster, *known);
        else
          name_cluster(update, log, actor, cluster, name);
      },
      then);
}

void remove_folder(fuse_req_t request, MountedTree& mount, const Place& place) {
  const auto entry = mount.tree.lookup(Snapshot(mount.gallery), place.folder, place.name);
  const auto folder = entry ? folder_of(entry->inode) : std::nullopt;
  if (!entry) throw Refused{ENOENT};
  if (!folder || (folder->person() == kNobody && folder->kind != Kind::cluster)) throw Refused{EPERM};
  if (Snapshot(mount.gallery).state_of(*folder).entries > 0) throw Refused{ENOTEMPTY};
  if (folder->kind != Kind::people) {  // an emptied folder of maybes or of a cluster: it is gone when nothing is in it
    fuse_reply_err(request, 0);
    return;
  }
  perform(
      request,
      [person = folder->person(), actor = actor_of(request)](Update& update, DecisionLog& log) {
        hide_person(update, log, actor, person);
      },
      [request](MountedTree&) { fuse_reply_err(request, 0); });
}

}  // namespace facefs
