// SPDX-License-Identifier: Apache-2.0
// Folders that the user makes, renames, moves and removes below people/, maybe/ and unknown/.
#include <cerrno>

#include "fuse/verbs.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/values/display_name.h"
#include "index/values/person_name.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

void reply_removed(fuse_req_t request, MountedTree& mount, const Place& place, Inode folder) {
  mount.folders.removed(folder);
  fuse_reply_err(request, 0);
  mount.requests.kernel_saw(place.folder, place.name, Seen::nothing);
}

/// The kernel has moved the folder, and shows it to whoever watches; what is not there by its own right stays a moment.
void reply_group_moved(fuse_req_t request, MountedTree& mount, ClusterId cluster, const Place& from, const Place& to) {
  const Snapshot snapshot(mount.gallery);
  const bool is_there = mount.tree.lookup(snapshot, to.folder, to.name).has_value();
  const auto person = People(snapshot).named(to.name);
  const PersonId whose = to.folder.kind == InodeKind::people ? to.folder.person()
                         : to.folder != kIgnored && person   ? People(snapshot).resolved(*person)
                                                             : kNobody;
  mount.moved.add(is_there ? MovedGroup{cluster, {}, {}, whose} : MovedGroup{cluster, to.folder, to.name, whose});
  fuse_reply_err(request, 0);
  mount.requests.kernel_saw(from.folder, from.name, Seen::nothing);
  if (is_there) mount.requests.kernel_saw(to.folder, to.name, Seen::folder);
}

}  // namespace

/// Where somebody of that name is hidden, that one is shown again.
void make_person(fuse_req_t request, MountedTree& mount, const std::string& name) {
  const std::string person_name = valid_person_name(name);
  const Snapshot snapshot(mount.gallery);
  const auto known = People(snapshot).spelled(person_name);
  const bool is_hidden =
      known && known->record.visibility == Visibility::hidden && known->record.merged_into == kNobody;
  if (!is_hidden) refuse_taken_name(mount, kPeople, person_name);
  perform(
      request,
      [person_name, known, actor = actor_of(request)](Update& update, DecisionLog& log) {
        if (known)
          show_person(update, log, actor, known->id);
        else
          add_person(update, log, actor, person_name, true);
      },
      [request, person_name, name](MountedTree& there) {
        reply_entry(request, there, entry_in(there, kPeople.number(), person_name), name);
        there.requests.kernel_saw(kPeople, name, Seen::folder);
      });
}

void move_cluster(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to) {
  const ClusterId cluster = *cluster_named(from.name);
  const Actor actor = actor_of(request);
  const auto then = [=](MountedTree& there) { reply_group_moved(request, there, cluster, from, to); };
  if (to.folder.kind == InodeKind::people)
    return perform(
        request,
        [=](Update& update, DecisionLog& log) { name_cluster(update, log, actor, cluster, to.folder.person()); }, then);
  if (to.folder == kIgnored)
    return perform(
        request, [=](Update& update, DecisionLog& log) { ignore_cluster(update, log, actor, cluster); }, then);
  if (to.folder != kPeople && to.folder != kUnknown) throw Refusal(EPERM);
  const Snapshot snapshot(mount.gallery);
  if (mount.tree.lookup(snapshot, to.folder, to.name)) throw Refusal(EEXIST);
  if (to.folder == kUnknown && cluster_named(to.name)) throw Refusal(EPERM);  // numbers are ours to give
  const std::string name = valid_person_name(to.name);
  const auto known = People(snapshot).named(name);
  perform(
      request,
      [=](Update& update, DecisionLog& log) {
        if (known)
          name_cluster(update, log, actor, cluster, People(update).resolved(*known));
        else
          name_cluster(update, log, actor, cluster, name);
      },
      then);
}

/// `rm -r`, or the last step of a file manager's. A folder that its own last removal has emptied is gone already.
void remove_folder(fuse_req_t request, MountedTree& mount, const Place& place) {
  const Snapshot snapshot(mount.gallery);
  const auto person = People(snapshot).spelled(place.name);
  if (place.folder == kPeople && person) {
    perform(
        request,
        [id = person->id, actor = actor_of(request)](Update& update, DecisionLog& log) {
          const FolderKey folder{Kind::people, id};
          // What matching has put there since the removals began does not count.
          if (Folders(update).state_of(folder).entries > 0 && !is_removing_from(log, actor, folder))
            throw Refusal(ENOTEMPTY);
          hide_person(update, log, actor, id);
        },
        [request, place, id = person->id](MountedTree& there) {
          reply_removed(request, there, place, inode_of(InodeKind::people, id));
        });
    return;
  }
  const auto cluster = cluster_named(place.name);
  const auto folder = place.folder == kMaybe && person      ? std::optional(FolderKey{Kind::maybe, person->id})
                      : place.folder == kUnknown && cluster ? std::optional(FolderKey{Kind::cluster, *cluster})
                                                            : std::nullopt;
  if (!folder) throw Refusal(EPERM);
  if (Folders(snapshot).state_of(*folder).entries > 0) throw Refusal(ENOTEMPTY);
  reply_removed(request, mount, place, inode_of(*folder));
}

}  // namespace facefs
