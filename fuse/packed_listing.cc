// SPDX-License-Identifier: Apache-2.0
#include "fuse/packed_listing.h"

namespace facefs {

PackedListing::PackedListing(const std::vector<Entry>& entries) {
  entries_.reserve(entries.size());
  for (const Entry& entry : entries) {
    const Attributes& a = entry.attributes;
    entries_.push_back({entry.inode.number(), a.st_size, a.st_blocks, nanoseconds_of(a.st_atim),
                        nanoseconds_of(a.st_mtim), nanoseconds_of(a.st_ctim), static_cast<std::uint32_t>(names_.size()),
                        a.st_mode, static_cast<std::uint32_t>(a.st_nlink), a.st_uid, a.st_gid,
                        static_cast<std::uint32_t>(a.st_blksize)});
    names_ += entry.name;
    names_ += '\0';
  }
  names_.shrink_to_fit();
}

Entry PackedListing::at(std::size_t index) const {
  const Packed& packed = entries_.at(index);
  Entry entry{names_.c_str() + packed.name, Inode(packed.inode), {}};
  Attributes& a = entry.attributes;
  a.st_ino = packed.inode;
  a.st_size = packed.size;
  a.st_blocks = packed.blocks;
  a.st_atim = timespec_of(packed.accessed_ns);
  a.st_mtim = timespec_of(packed.modified_ns);
  a.st_ctim = timespec_of(packed.changed_ns);
  a.st_mode = packed.mode;
  a.st_nlink = packed.links;
  a.st_uid = packed.user;
  a.st_gid = packed.group;
  a.st_blksize = packed.block_size;
  return entry;
}

InodeKind PackedListing::kind_at(std::size_t index) const {
  return Inode(entries_.at(index).inode).kind;
}

}  // namespace facefs
