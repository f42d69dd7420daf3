// SPDX-License-Identifier: Apache-2.0
#include "fuse/known_folders.h"

#include "fuse/mount_folders.h"

#include <algorithm>

namespace facefs {
namespace {

/// Tells whether the inode is counted here. Folders that somebody names are counted elsewhere (fuse/named_folders.h).
bool is_folder(Inode inode) {
  return inode.kind == InodeKind::fixed || (mount_folder(inode) && inode.kind != InodeKind::named);
}

}  // namespace

void KnownFolders::looked_up(Inode inode) {
  if (!is_folder(inode)) return;
  const auto folders = folders_.lock();
  ++(*folders)[inode.number()].lookups;
}

void KnownFolders::forget(Inode inode, std::uint64_t times) {
  if (!is_folder(inode)) return;
  const auto folders = folders_.lock();
  const auto known = folders->find(inode.number());
  if (known == folders->end()) return;
  known->second.lookups -= std::min(known->second.lookups, times);
  if (known->second.lookups == 0 && known->second.generation == 1) folders->erase(known);
}

bool KnownFolders::knows(Inode folder) const {
  const auto folders = folders_.lock();
  const auto known = folders->find(folder.number());
  return folder == kRoot || (known != folders->end() && known->second.lookups > 0);
}

void KnownFolders::removed(Inode folder) {
  if (!is_folder(folder)) return;
  const auto folders = folders_.lock();
  ++(*folders)[folder.number()].generation;
}

std::uint64_t KnownFolders::generation(Inode inode) const {
  const auto folders = folders_.lock();
  const auto known = folders->find(inode.number());
  return known == folders->end() ? 1 : known->second.generation;
}

}  // namespace facefs
