// SPDX-License-Identifier: Apache-2.0
#include "fuse/photo_attributes.h"
#include "index/storage/photos.h"

namespace facefs {

Attributes photo_attributes(const Owner& owner, Inode inode, const ListedPhoto& photo) {
  Attributes attributes{};
  attributes.st_ino = inode.number();
  attributes.st_mode = S_IFREG | 0644;
  attributes.st_nlink = photo.folders;
  attributes.st_uid = owner.user;
  attributes.st_gid = owner.group;
  const FileStamp& stamp = photo.record.stamp;
  attributes.st_size = static_cast<off_t>(stamp.size);
  attributes.st_blksize = 4096;
  attributes.st_blocks = static_cast<blkcnt_t>((stamp.size + 511) / 512);
  attributes.st_atim = attributes.st_mtim = timespec_of(stamp.mtime_ns);
  attributes.st_ctim = timespec_of(stamp.ctime_ns);
  return attributes;
}

Entry photo_entry(const Snapshot& snapshot, const Owner& owner, PhotoId photo) {
  const ListedPhoto listed = Photos(snapshot).get_listed(photo);
  const Inode inode = inode_of(photo);
  return {listed.record.name, inode, photo_attributes(owner, inode, listed)};
}

}  // namespace facefs
