// SPDX-License-Identifier: Apache-2.0
// A photo as a file of the mount: the original's size and times, one inode in whatever folder it stands.
#pragma once

#include "fuse/view.h"
#include "index/storage/photos.h"

namespace facefs {

/// 0644, though every opening for writing is refused: 0444 would draw a lock over each face, make copies read-only and
/// have `rm` ask. `inode`: the photo's own, but for what was copied in just now.
Attributes photo_attributes(const Owner& owner, Inode inode, const ListedPhoto& photo);

/// Under its display name, in a folder that says it is there.
Entry photo_entry(const Snapshot& snapshot, const Owner& owner, PhotoId photo);

}  // namespace facefs
