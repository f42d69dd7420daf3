// SPDX-License-Identifier: Apache-2.0
#include "fuse/view.h"

#include "fuse/mount_folders.h"

namespace facefs {

std::optional<std::string> View::text(const Snapshot&, Inode) const {
  return std::nullopt;
}

Attributes View::common(Inode inode, mode_t mode) const {
  Attributes attributes{};
  attributes.st_ino = inode.number();
  attributes.st_mode = mode;
  attributes.st_nlink = 1;
  attributes.st_uid = owner_.user;
  attributes.st_gid = owner_.group;
  attributes.st_blksize = 4096;
  attributes.st_atim = attributes.st_mtim = attributes.st_ctim = owner_.mounted;
  return attributes;
}

Attributes View::folder(Inode inode, const FolderState& state, std::uint64_t subfolders) const {
  Attributes attributes = common(inode, S_IFDIR | mount_folder(inode)->mode);
  attributes.st_nlink = 2 + subfolders;
  if (state.mtime_ns > 0) attributes.st_atim = attributes.st_mtim = attributes.st_ctim = timespec_of(state.mtime_ns);
  return attributes;
}

Attributes View::text_file(Inode inode, std::size_t size) const {
  Attributes attributes = common(inode, S_IFREG | 0444);
  attributes.st_size = static_cast<off_t>(size);
  return attributes;
}

Attributes View::link(Inode inode, std::size_t length) const {
  Attributes attributes = common(inode, S_IFLNK | 0777);
  attributes.st_size = static_cast<off_t>(length);
  return attributes;
}

std::optional<Entry> View::entry(const Snapshot& snapshot, std::string_view name, Inode inode) const {
  auto known = attributes(snapshot, inode);
  if (!known) return std::nullopt;
  return Entry{std::string(name), inode, *known};
}

}  // namespace facefs
