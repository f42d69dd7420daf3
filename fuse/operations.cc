// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>

#include "fuse/mounted_tree.h"
#include "fuse/program_name.h"

namespace facefs {
namespace {

// How many requests may be under way that no program waits for, such as reading ahead. A RELEASE beyond that number
// would come after the removal of the photo that was read (RecentActivity).
constexpr unsigned kMostInTheBackground = 128;

void on_init(void* userdata, fuse_conn_info* connection) {
  // Splicing costs more than it saves at photo sizes (measured: docs/mount.md). The kernel does not remember links:
  // where a link points follows the names of people.
  connection->want &= ~static_cast<unsigned>(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE);
  connection->max_background = kMostInTheBackground;
  static_cast<MountedTree*>(userdata)->on_ready();
}

}  // namespace

double seconds_valid(Inode inode) {
  // Texts are made on reading. The top folders are asked for anew, so that a mount whose daemon was killed does not
  // look alive from the kernel's memory (but see PathWalks).
  const bool asked_anew = inode.kind == InodeKind::fixed || inode.kind == InodeKind::report ||
                          inode.kind == InodeKind::named || inode.kind == InodeKind::pin;
  const bool changes_outside =
      inode.kind == InodeKind::reference || inode.kind == InodeKind::enrolled || inode.kind == InodeKind::incoming;
  return asked_anew || changes_outside ? 0 : kLongSeconds;
}

fuse_entry_param entry_param_of(const MountedTree& mount, const Entry& entry) {
  fuse_entry_param param{};
  param.ino = entry.inode.number();
  param.generation = mount.folders.generation(entry.inode);
  param.attr = entry.attributes;
  param.attr.st_ino = param.ino;
  param.attr_timeout = seconds_valid(entry.inode);
  param.entry_timeout = entry.inode.kind == InodeKind::reference || entry.inode.kind == InodeKind::report ||
                                entry.inode.kind == InodeKind::incoming
                            ? 0
                            : kLongSeconds;
  return param;
}

fuse_entry_param entry_param_of(const MountedTree& mount, const Entry& entry, std::string_view name) {
  fuse_entry_param param = entry_param_of(mount, entry);
  if (entry.name != name) param.entry_timeout = 0;
  return param;
}

void reply_entry(fuse_req_t request, MountedTree& mount, const Entry& entry, std::string_view name) {
  const fuse_entry_param param = entry_param_of(mount, entry, name);
  mount.folders.looked_up(entry.inode);  // before the answer: the kernel may forget it at once
  fuse_reply_entry(request, &param);
}

std::optional<Attributes> moved_group_attributes(const MountedTree& mount, const Snapshot& snapshot, Inode group) {
  if (!mount.moved.at(group) || mount.tree.attributes(snapshot, group)) return std::nullopt;
  auto attributes = mount.tree.attributes(snapshot, kUnknown);
  if (attributes) attributes->st_ino = group.number();
  if (attributes) attributes->st_nlink = 2;
  return attributes;
}

MountedTree& tree_of(fuse_req_t request) {
  return *static_cast<MountedTree*>(fuse_req_userdata(request));
}

std::string program_of(fuse_req_t request) {
  return name_of_program(process_of(fuse_req_ctx(request)->pid));
}

Actor actor_of(fuse_req_t request) {
  const std::uint64_t process = process_of(fuse_req_ctx(request)->pid);
  return {name_of_program(process), process};
}

fuse_lowlevel_ops operations_table() {
  fuse_lowlevel_ops operations{};
  operations.init = on_init;
  add_reading_operations(operations);
  add_opening_operations(operations);
  add_writing_operations(operations);
  add_naming_operations(operations);
  return operations;
}

}  // namespace facefs
