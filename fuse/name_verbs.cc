// SPDX-License-Identifier: Apache-2.0
// Carries out what a change of a name means (fuse/meaning.h), and answers the kernel: people, groups, photos and pins.
// Files below enroll/, and files that are being copied in, have verbs of their own.
#include <cerrno>

#include "fuse/verbs.h"
#include "index/storage/people.h"
#include "index/values/display_name.h"

namespace facefs {
namespace {

/// Returns the act. Throws a refusal, and gives its sentence to `.status/`.
Deed deed_of(MountedTree& mount, const Meaning& meaning) {
  if (const auto* refusal = std::get_if<Refusal>(&meaning)) {
    if (!refusal->sentence.empty()) mount.requests.name_refused(refusal->sentence);
    throw Refusal(*refusal);
  }
  return std::get<Deed>(meaning);
}

/// Returns the meaning of a rename. Lets go of the snapshot before any file is worked on.
Meaning meaning_of(const MountedTree& mount, const EntryPlace& from, const EntryPlace& to,
                   std::optional<PhotoId> photo) {
  const Snapshot snapshot(mount.gallery);
  return meaning_of_rename(mount.tree, snapshot, from, to, photo);
}

/// A photo that was copied in just now: it keeps the name that it was given there until its node goes.
struct CopiedIn {
  Inode node;
  PhotoId photo;
};

std::optional<CopiedIn> copied_in(MountedTree& mount, const EntryPlace& place) {
  if (place.folder.kind != InodeKind::people) return std::nullopt;
  const auto inode = mount.incoming.named(place.folder.person(), place.name);
  const auto file = inode ? mount.incoming.at(*inode) : std::nullopt;
  if (!file || !file->photo) return std::nullopt;
  return CopiedIn{*inode, *file->photo};
}

std::optional<PhotoId> photo_of(const std::optional<CopiedIn>& copied) {
  return copied ? std::optional(copied->photo) : std::nullopt;
}

PhotoId photo_of(const Deed& deed) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.photo; })
          return one.photo;
        else
          return kNoPhoto;
      },
      deed);
}

bool is_about_a_group(const Deed& deed) {
  return std::holds_alternative<NameCluster>(deed) || std::holds_alternative<IgnoreCluster>(deed);
}

void reply_removed(fuse_req_t request, MountedTree& mount, const EntryPlace& place, Inode folder) {
  mount.folders.removed(folder);
  fuse_reply_err(request, 0);
  mount.requests.kernel_saw(place.folder, place.name, Seen::nothing);
}

/// Replies to a move. The kernel has moved the entry as it was asked to; the gallery says what is there now.
void reply_moved(fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to, Seen seen) {
  fuse_reply_err(request, 0);
  mount.requests.kernel_saw(from.folder, from.name, Seen::nothing);
  mount.requests.kernel_saw(to.folder, to.name, seen);
}

/// Replies to a group's move. The kernel has moved the folder, and open windows show it. Where the tree has nothing
/// under the new name, the group stays a moment.
void reply_group_moved(fuse_req_t request, MountedTree& mount, ClusterId cluster, const EntryPlace& from,
                       const EntryPlace& to) {
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

void move_group(fuse_req_t request, const Deed& deed, const EntryPlace& from, const EntryPlace& to) {
  const ClusterId cluster = *cluster_named(from.name);
  perform(request, deed, [=](MountedTree& there) { reply_group_moved(request, there, cluster, from, to); });
}

}  // namespace

void make_person_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place) {
  const Deed deed = deed_of(mount, meaning_of_mkdir(mount.tree, Snapshot(mount.gallery), place));
  perform(request, deed, [request, place](MountedTree& there) {
    const std::string stored = std::get<std::string>(person_name_for(place.name));
    reply_entry(request, there, entry_in(there, place.folder.number(), stored), place.name);
    there.requests.kernel_saw(place.folder, place.name, Seen::folder);
  });
}

void make_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place, const std::string& target) {
  const Deed deed = deed_of(mount, meaning_of_symlink(Snapshot(mount.gallery), place, target));
  perform(request, deed, [request, place](MountedTree& there) {
    reply_entry(request, there, entry_in(there, place.folder.number(), place.name), place.name);
    there.requests.kernel_saw(place.folder, place.name, Seen::file);
  });
}

void remove_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place) {
  const Deed deed = deed_of(mount, meaning_of_unlink(Snapshot(mount.gallery), place));
  perform(request, deed, [request, place](MountedTree& there) {
    fuse_reply_err(request, 0);
    there.requests.kernel_saw(place.folder, place.name, Seen::nothing);
  });
}

/// Removes a photo from its folder. Refuses a program that moves the photo out of the mount: that is no rejection.
void remove_photo(fuse_req_t request, MountedTree& mount, const EntryPlace& place) {
  const auto copied = copied_in(mount, place);
  const Deed deed = deed_of(mount, meaning_of_unlink(Snapshot(mount.gallery), place, photo_of(copied)));
  const Actor actor = actor_of(request);
  const Inode photo = inode_of(photo_of(deed));
  if (copied) mount.incoming.remove(copied->node);
  const bool is_its_own = mount.activity.take_put(photo, place.folder.number(), actor.process);  // it undoes its copy
  // rsync removes only what it has moved elsewhere (--remove-source-files), long after it has read it.
  if (!is_its_own && (mount.activity.is_moving_out(photo, actor.process) || actor.program == "rsync"))
    throw Refusal(EPERM);
  mount.activity.note_removal(place.folder.number(), actor.process);
  perform(request, deed, [request, place](MountedTree& there) {
    fuse_reply_err(request, 0);
    there.requests.kernel_saw(place.folder, place.name, Seen::nothing);
  });
}

void remove_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place) {
  const Meaning meaning = meaning_of_rmdir(Snapshot(mount.gallery), place);
  if (const auto* gone = std::get_if<AlreadyGone>(&meaning))
    return reply_removed(request, mount, place, inode_of(gone->folder));
  const Deed deed = deed_of(mount, meaning);
  const PersonId person = std::get<RemovePersonFolder>(deed).person;
  perform(request, deed, [request, place, person](MountedTree& there) {
    reply_removed(request, there, place, inode_of(InodeKind::people, person));
  });
}

void rename_entry(fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to,
                  unsigned flags) {
  const auto copied = copied_in(mount, from);
  const Deed deed = deed_of(mount, meaning_of(mount, from, to, photo_of(copied)));
  if (std::holds_alternative<MoveReference>(deed)) return rename_reference(request, mount, from, to, flags);
  if (copied) mount.incoming.remove(copied->node);
  if (const auto* teach = std::get_if<TeachWithPhoto>(&deed)) return teach_with_photo(request, mount, *teach, from, to);
  if (is_about_a_group(deed)) return move_group(request, deed, from, to);
  const Seen seen = std::holds_alternative<RenamePerson>(deed) ? Seen::folder : Seen::file;
  perform(request, deed, [=](MountedTree& there) { reply_moved(request, there, from, to, seen); });
}

}  // namespace facefs
