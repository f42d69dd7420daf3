// SPDX-License-Identifier: Apache-2.0
#include "fuse/poked.h"

#include <sys/stat.h>

#include <cerrno>

namespace facefs {
namespace {

using Act = Poke::Act;

bool makes(Act act) {
  return act == Act::make_file || act == Act::make_folder || act == Act::make_link;
}

/// Of something that is gone: it stands for the name alone, for the moment of the poke.
fuse_entry_param phantom(const MountedTree& mount, bool is_folder) {
  fuse_entry_param param{};
  const Inode inode = is_folder ? kPhantomFolder : kPhantomFile;
  param.ino = param.attr.st_ino = inode.number();
  param.generation = 1;
  param.attr.st_mode = is_folder ? S_IFDIR | 0755 : S_IFREG | 0644;
  param.attr.st_nlink = is_folder ? 2 : 1;
  param.attr.st_uid = mount.tree.owner().user;
  param.attr.st_gid = mount.tree.owner().group;
  return param;
}

bool is_helper(fuse_req_t request, const MountedTree& mount) {
  return mount.poke.is_helper(fuse_req_ctx(request)->pid);
}

/// What was announced for that entry. A request of a poke that was given up may still come: nothing then.
std::optional<PokeUnderWay::Announced> announced(const MountedTree& mount, Inode folder, std::string_view name) {
  auto found = mount.poke.in(folder);
  return found && found->poke.name == name ? found : std::nullopt;
}

void reply_with_tree(fuse_req_t request, MountedTree& mount, Inode folder, const std::string& name) {
  reply_entry(request, mount, entry_in(mount, folder.number(), name), name);
}

}  // namespace

bool poked_lookup(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  const auto found = is_helper(request, mount) ? mount.poke.in(folder) : std::nullopt;
  if (!found) return false;  // somebody else's, or on the way to the folder
  const Poke& poke = found->poke;
  if (name == poke.name && poke.act == Act::rename) {
    reply_with_tree(request, mount, folder, poke.other);  // the same under its new name: so it keeps who watches it
    return true;
  }
  if (name == poke.name && !makes(poke.act)) {
    const fuse_entry_param param = phantom(mount, poke.act == Act::remove_folder);
    fuse_reply_entry(request, &param);
    return true;
  }
  fuse_reply_err(request, ENOENT);
  return true;
}

bool poked_making(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || !makes(found->poke.act)) throw Refused{EPERM};
  reply_with_tree(request, mount, folder, found->poke.name);
  return true;
}

bool poked_removal(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || (found->poke.act != Act::remove_file && found->poke.act != Act::remove_folder)) throw Refused{EPERM};
  if (found->poke.act == Act::remove_folder) mount.folders.removed(found->entry);
  fuse_reply_err(request, 0);
  return true;
}

bool poked_rename(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name) {
  if (!is_helper(request, mount)) return false;
  const auto found = announced(mount, folder, name);
  if (!found || found->poke.act != Act::rename) throw Refused{EPERM};
  fuse_reply_err(request, 0);
  return true;
}

}  // namespace facefs
