// SPDX-License-Identifier: Apache-2.0
#include "fuse/mount_folders.h"

#include <algorithm>
#include <array>

namespace facefs {
namespace {

using K = FolderKey::Kind;
using enum Holds;
using enum Remembered;

constexpr Inode any(InodeKind kind) {
  return {kind, 0};
}

// The root lists its folders in this order.
constexpr std::array kFolders = std::to_array<MountFolder>({
    // inode, parent, name, key, holds, remembered, mode, watched, listed
    {kRoot, kRoot, "", K::root, folders, and_asked_anew, 0555, true},
    {kPeople, kRoot, "people", K::all_people, people, and_asked_anew, 0755, true},
    {kMaybe, kRoot, "maybe", K::all_maybe, people, and_asked_anew, 0755, true},
    {kUnknown, kRoot, "unknown", K::all_unknown, groups, and_asked_anew, 0755, true},
    {kEnroll, kRoot, "enroll", K::all_enrolled, people, and_asked_anew, 0755, true},
    {kIgnored, kRoot, "ignored", K::ignored, photos, and_asked_anew, 0755, true},
    {kTogether, kRoot, "together", K::together, queries, not_at_all, 0755, true},
    {kLabelled, kRoot, "labeled", {}, people, not_at_all, 0555, true},
    {kFaceFolders, kRoot, "faces", {}, people, not_at_all, 0555, true},
    {kStatus, kRoot, ".status", {}, texts, and_asked_anew, 0555, false},
    {kAt, kRoot, ".at", {}, queries, not_at_all, 0555, false, false},
    {kUnknownAll, kUnknown, "all", K::unknown, photos, and_asked_anew, 0755, true},
    {kUnknownSingle, kUnknown, "single", K::unknown_single, photos, and_asked_anew, 0755, true},
    {any(InodeKind::people), kPeople, "", K::people, photos, until_told, 0755, true},
    {any(InodeKind::maybe), kMaybe, "", K::maybe, photos, until_told, 0755, true},
    {any(InodeKind::cluster), kUnknown, "", K::cluster, photos, until_told, 0755, true},
    {any(InodeKind::enrolled), kEnroll, "", {}, references, until_told, 0755, true},
    {any(InodeKind::labelled_folder), kLabelled, "", {}, pictures, not_at_all, 0555, true},
    {any(InodeKind::faces_folder), kFaceFolders, "", {}, pictures, not_at_all, 0555, false},
    {any(InodeKind::named), kTogether, "", {}, photos, not_at_all, 0555, false},
});

constexpr bool is_fixed(const MountFolder& folder) {
  return folder.inode.kind == InodeKind::fixed;
}

/// Tells whether each inode is there once: the kernel would take two folders with one inode for one.
constexpr bool are_different() {
  for (std::size_t i = 0; i < kFolders.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (kFolders[i].inode == kFolders[j].inode) return false;
  return true;
}
static_assert(are_different());

}  // namespace

std::span<const MountFolder> mount_folders() {
  return kFolders;
}

const MountFolder* mount_folder(Inode inode) {
  const auto found = std::find_if(kFolders.begin(), kFolders.end(), [&](const MountFolder& folder) {
    return is_fixed(folder) ? folder.inode == inode : folder.inode.kind == inode.kind;
  });
  return found == kFolders.end() ? nullptr : &*found;
}

bool holds_photos(Inode inode) {
  const MountFolder* const folder = mount_folder(inode);
  return folder && folder->holds == photos && folder->key.has_value();
}

bool is_live(Inode inode) {
  const MountFolder* const folder = mount_folder(inode);
  return folder && folder->remembered == not_at_all;
}

bool is_top_folder(Inode inode) {
  const MountFolder* const folder = mount_folder(inode);
  return folder && folder->remembered == and_asked_anew;
}

std::string path_of(const MountFolder& folder) {
  if (folder.parent == kRoot) return std::string(folder.name);
  return path_of(*mount_folder(folder.parent)) + "/" + std::string(folder.name);
}

Inode inode_of(const FolderKey& key) {
  for (const MountFolder& folder : kFolders)
    if (folder.key == key.kind) return is_fixed(folder) ? folder.inode : Inode{folder.inode.kind, key.number};
  return kRoot;
}

std::optional<FolderKey> folder_of(Inode inode) {
  const MountFolder* const folder = mount_folder(inode);
  if (!folder || !folder->key || folder->key == K::root || folder->key == K::all_enrolled || folder->key == K::together)
    return std::nullopt;
  FolderKey key(*folder->key);
  if (!is_fixed(*folder)) key.number = inode.value;
  return key;
}

}  // namespace facefs
