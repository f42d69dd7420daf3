// SPDX-License-Identifier: Apache-2.0
// Requests that facefs-poke makes (fuse/poke.h): the change is in the tree already, so they are only said yes to.
//
// Those that answer true have answered the request, because it was the helper's.
#pragma once

#include <string_view>

#include "fuse/mounted_tree.h"

namespace facefs {

/// Of the folder that it works in and of what it removes, which may be gone.
std::optional<Attributes> poked_attributes(fuse_req_t request, const MountedTree& mount, Inode inode);

/// The kernel looks before it acts: what is to be made must not be there yet for it, what is to go must be there still.
bool poked_lookup(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_making(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_removal(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_rename(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);

}  // namespace facefs
