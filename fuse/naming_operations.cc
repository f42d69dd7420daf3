// SPDX-License-Identifier: Apache-2.0
// Requests that change names. Where one happens tells which verb it is (fuse/verbs.h); what is none is refused with an
// errno that file managers show as a sentence (docs/mount.md has each one).
#include <cerrno>
#include <cstdio>

#include "fuse/poked.h"
#include "fuse/verbs.h"
#include "index/values/display_name.h"

namespace facefs {
namespace {

/// A photo's name stands in it.
bool holds_photos(Inode folder) {
  const auto key = folder_of(folder);
  if (!key) return false;
  using K = FolderKey::Kind;
  return key->kind != K::all_people && key->kind != K::all_maybe && key->kind != K::all_unknown;
}

bool is_cluster(const Place& place) {
  return place.folder == kUnknown && cluster_named(place.name);
}

/// A file that is being copied in, or was kept as a reference; one that became a photo is that photo.
std::optional<Inode> incoming_at(MountedTree& mount, const Place& place) {
  if (place.folder.kind != InodeKind::people) return std::nullopt;
  const auto inode = mount.incoming.named(place.folder.person(), place.name);
  const auto file = inode ? mount.incoming.at(*inode) : std::nullopt;
  return file && !file->photo ? inode : std::nullopt;
}

/// What is moved into a group that was named a moment ago goes to its person.
Inode folder_of_its_person(const MountedTree& mount, Inode folder) {
  const auto moved = mount.moved.at(folder);
  return moved && moved->person != kNobody ? inode_of(InodeKind::people, moved->person) : folder;
}

/// A group's new name at which there is nothing else: ENOENT has the kernel forget it, too.
void refuse_moved_group(MountedTree& mount, const Place& place) {
  const auto moved = mount.moved.named(place.folder, place.name);
  if (!moved || mount.tree.lookup(Snapshot(mount.gallery), place.folder, place.name)) return;
  mount.moved.end(moved->cluster);
  throw Refusal(ENOENT);
}

void on_mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t) {
  answer(request, [&](MountedTree& mount) {
    if (poked_making(request, mount, Inode(parent), name)) return;
    if (std::string_view(name).starts_with(".Trash")) throw Refusal(EACCES);
    if (Inode(parent) == kEnroll) return make_enrolled(request, mount, name);
    if (Inode(parent) == kPeople) return make_person(request, mount, name);
    throw Refusal(EPERM);
  });
}

void on_unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    const Place place{Inode(parent), name};
    if (poked_removal(request, mount, place.folder, name)) return;
    if (place.folder == kTogether) return remove_pin(request, mount, place.name);
    if (const auto incoming = incoming_at(mount, place)) return remove_incoming(request, mount, *incoming);
    if (holds_photos(place.folder)) return remove_photo(request, mount, place);
    remove_reference(request, mount, place);
  });
}

void on_rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    const Place place{Inode(parent), name};
    if (poked_removal(request, mount, place.folder, name)) return;
    if (place.folder == kEnroll) return forget_enrolled(request, mount, place.name);
    refuse_moved_group(mount, place);
    remove_folder(request, mount, place);
  });
}

void rename(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to, unsigned flags) {
  if (from.folder == kTogether && to.folder == kTogether) return move_pin(request, mount, from.name, to.name);
  if (from.folder == to.folder && (from.folder == kEnroll || from.folder == kPeople))
    return rename_person_folder(request, mount, from, to);
  // Two folders of photos become one only photo by photo; file managers offer that when the target exists.
  if (from.folder == kMaybe && to.folder == kPeople)
    throw Refusal(mount.tree.lookup(Snapshot(mount.gallery), to.folder, to.name) ? EEXIST : EPERM);
  if (const auto incoming = incoming_at(mount, from)) return rename_incoming(request, mount, *incoming, to);
  if (is_cluster(from)) return move_cluster(request, mount, from, to);
  if (holds_photos(from.folder) && holds_photos(to.folder)) return move_photo(request, mount, from, to);
  if (holds_photos(from.folder) && to.folder.kind == InodeKind::enrolled)
    return teach_with_photo(request, mount, from, to);
  rename_reference(request, mount, from, to, flags);
}

void on_rename(fuse_req_t request, fuse_ino_t parent, const char* name, fuse_ino_t new_parent, const char* new_name,
               unsigned flags) {
  answer(request, [&](MountedTree& mount) {
    if (poked_rename(request, mount, Inode(parent), name)) return;
    if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0) throw Refusal(EINVAL);
    const Place from{Inode(parent), name};
    refuse_moved_group(mount, from);
    rename(request, mount, from, {folder_of_its_person(mount, Inode(new_parent)), new_name}, flags);
  });
}

void on_symlink(fuse_req_t request, const char* target, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    if (poked_making(request, mount, Inode(parent), name)) return;
    if (Inode(parent) != kTogether) throw Refusal(EPERM);
    make_pin(request, mount, name, target);
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
