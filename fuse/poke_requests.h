// SPDX-License-Identifier: Apache-2.0
// Answers requests of facefs-poke (fuse/poke.h): the change is in the tree already, so they are only said yes to.
//
// A function that returns true has answered the request, because it was the helper's.
#pragma once

#include <string_view>

#include "fuse/mounted_tree.h"

namespace facefs {

/// Returns the attributes of the folder that the helper works in, or of the entry that it removes: either may be gone.
/// Returns nothing for any other request.
std::optional<Attributes> poked_attributes(fuse_req_t request, const MountedTree& mount, Inode inode);

/// Answers the look-up that the kernel makes before it acts. An entry to make must not be there yet for the kernel; an
/// entry to remove must still be there.
bool poked_lookup(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_making(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_removal(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);
bool poked_rename(fuse_req_t request, MountedTree& mount, Inode folder, std::string_view name);

}  // namespace facefs
