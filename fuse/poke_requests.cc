// SPDX-License-Identifier: Apache-2.0
#include "fuse/poke_requests.h"

#include <sys/stat.h>

#include <cerrno>

namespace facefs {
namespace {

using Kind = Poke::Act;

bool makes(Kind act) {
  return act == Kind::make_file || act == Kind::make_folder || act == Kind::make_link;
}

/// Returns a stand-in for an entry that is gone, for the moment of the poke. A folder keeps its inode, because a
/// program may have it open; for anything else the name is enough.
fuse_entry_param phantom(const MountedTree& mount, bool is_folder, Inode entry) {
  fuse_entry_param param{};
  const bool is_known = is_folder && entry != Inode();
  const Inode inode = is_known ? entry : is_folder ? kPhantomFolder : kPhantomFile;
  param.ino = param.attr.st_ino = inode.number();
  param.generation = mount.folders.generation(inode);
  param.attr.st_mode = is_folder ? S_IFDIR | 0755 : S_IFREG | 0644;
  param.attr.st_nlink = is_folder ? 2 : 1;
  param.attr.st_uid = mount.tree.owner().user;
  param.attr.st_gid = mount.tree.owner().group;
  return param;
}

bool is_helper(fuse_req_t request, const MountedTree& mount) {
  return mount.poke.is_helper(fuse_req_ctx(request)->pid);
}

/// Returns the poke announced for that entry; nothing for a late request of a poke that was given up.
std::optional<PokeInProgress::Announced> announced(const MountedTree& mount, Inode folder, std::string_view name) {
  auto found = mount.poke.in(folder);
  return found && found->poke.name == name ? found : std::nullopt;
}

void reply_with_tree(fuse_req_t request, MountedTree& mount, Inode folder, const std::string& name) {
  reply_entry(request, mount, entry_in(mount, folder.number(), name), name);
}

void reply_phantom(fuse_req_t request, MountedTree& mount, bool is_folder, Inode entry) {
  const fuse_entry_param param = phantom(mount, is_folder, entry);
  mount.folders.looked_up(Inode(param.ino));
  fuse_reply_entry(request, &param);
}

/// Answers for the folder of the poke, where that is gone itself: a program that has it open must see it emptied.
bool reply_on_the_way(fuse_req_t request, MountedTree& mount, Inode above, std::string_view name) {
  const auto under_way = mount.poke.now();
  if (!under_way || !under_way->poke.folder.ends_with("/" + std::string(name))) return false;
  if (mount.tree.lookup(Snapshot(mount.gallery), above, name)) return false;
  reply_phantom(request, mount, true, under_way->folder);
  return true;
}

}  // namespace

std::optional<Attributes> poked_attributes(fuse_req_t request, const MountedTree& mount, Inode inode) {
  const auto under_way = is_helper(request, mount) ? mount.poke.now() : std::nullopt;
  if (!under_way || (inode != under_way->folder && inode != under_way->entry)) return std::nullopt;
  return phantom(mount, true, inode).attr;
}

bool poked_lookup(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = mount.poke.in(folder);
  if (!found) return reply_on_the_way(request, mount, folder, name);
  const Poke& poke = found->poke;
  if (name == poke.name && poke.act == Kind::rename) {
    reply_with_tree(request, mount, folder, poke.other);  // the same entry under its new name keeps its watchers
    return true;
  }
  if (name == poke.name && !makes(poke.act)) {
    reply_phantom(request, mount, poke.act == Kind::remove_folder, found->entry);
    return true;
  }
  fuse_reply_err(request, ENOENT);
  return true;
}

bool poked_making(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || !makes(found->poke.act)) throw Refusal(EPERM);
  reply_with_tree(request, mount, folder, found->poke.name);
  return true;
}

bool poked_removal(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || (found->poke.act != Kind::remove_file && found->poke.act != Kind::remove_folder)) throw Refusal(EPERM);
  if (found->poke.act == Kind::remove_folder && found->entry != Inode()) mount.folders.removed(found->entry);
  fuse_reply_err(request, 0);
  return true;
}

bool poked_rename(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || found->poke.act != Kind::rename) throw Refusal(EPERM);
  fuse_reply_err(request, 0);
  return true;
}

}  // namespace facefs
