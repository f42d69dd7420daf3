// SPDX-License-Identifier: Apache-2.0
// Requests that change names. Where the change happens decides which verb it is (fuse/verbs.h). What is no verb is
// refused with an errno that file managers show as a sentence (docs/mount.md has each one).
#include <cerrno>
#include <cstdio>

#include "fuse/poke_requests.h"
#include "fuse/verbs.h"

namespace facefs {
namespace {

/// Returns a file that is being copied in, or was kept as a reference. A file that became a photo counts as that photo.
std::optional<Inode> incoming_at(MountedTree& mount, const EntryPlace& place) {
  if (place.folder.kind != InodeKind::people) return std::nullopt;
  const auto inode = mount.incoming.named(place.folder.person(), place.name);
  const auto file = inode ? mount.incoming.at(*inode) : std::nullopt;
  return file && !file->photo ? inode : std::nullopt;
}

/// Returns the person's folder for a group that was named a moment ago, because what is moved into the group goes to
/// its person; else the folder itself.
Inode folder_of_its_person(const MountedTree& mount, Inode folder) {
  const auto moved = mount.moved.at(folder);
  return moved && moved->person != kNobody ? inode_of(InodeKind::people, moved->person) : folder;
}

/// Throws ENOENT for a group's new name under which the tree has nothing: the kernel then forgets it, too.
void refuse_moved_group(MountedTree& mount, const EntryPlace& place) {
  const auto moved = mount.moved.named(place.folder, place.name);
  if (!moved || mount.tree.lookup(Snapshot(mount.gallery), place.folder, place.name)) return;
  mount.moved.end(moved->cluster);
  throw Refusal(ENOENT);
}

void on_mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t) {
  answer(request, [&](MountedTree& mount) {
    if (poked_making(request, mount, Inode(parent), name)) return;
    make_person_folder(request, mount, {Inode(parent), name});
  });
}

void on_unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    const EntryPlace place{Inode(parent), name};
    if (poked_removal(request, mount, place.folder, name)) return;
    if (place.folder == kTogether) return remove_pin(request, mount, place);
    if (const auto incoming = incoming_at(mount, place)) return remove_incoming(request, mount, *incoming);
    if (holds_photos(place.folder)) return remove_photo(request, mount, place);
    remove_reference(request, mount, place);
  });
}

void on_rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    const EntryPlace place{Inode(parent), name};
    if (poked_removal(request, mount, place.folder, name)) return;
    if (place.folder == kEnroll) return forget_enrolled(request, mount, place.name);
    refuse_moved_group(mount, place);
    remove_folder(request, mount, place);
  });
}

void on_rename(fuse_req_t request, fuse_ino_t parent, const char* name, fuse_ino_t new_parent, const char* new_name,
               unsigned flags) {
  answer(request, [&](MountedTree& mount) {
    if (poked_rename(request, mount, Inode(parent), name)) return;
    if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0) throw Refusal(EINVAL);
    const EntryPlace from{Inode(parent), name};
    refuse_moved_group(mount, from);
    const EntryPlace to{folder_of_its_person(mount, Inode(new_parent)), new_name};
    if (const auto incoming = incoming_at(mount, from)) return rename_incoming(request, mount, *incoming, to);
    rename_entry(request, mount, from, to, flags);
  });
}

void on_symlink(fuse_req_t request, const char* target, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    if (poked_making(request, mount, Inode(parent), name)) return;
    make_pin(request, mount, {Inode(parent), name}, target);
  });
}
void on_link(fuse_req_t request, fuse_ino_t, fuse_ino_t, const char*) {
  fuse_reply_err(request, EPERM);
}

}  // namespace

void add_naming_operations(fuse_lowlevel_ops& operations) {
  operations.mkdir = on_mkdir;
  operations.unlink = on_unlink;
  operations.rmdir = on_rmdir;
  operations.rename = on_rename;
  operations.symlink = on_symlink;
  operations.link = on_link;
}

}  // namespace facefs
