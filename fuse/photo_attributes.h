// SPDX-License-Identifier: Apache-2.0
// A photo as a file of the mount: the original's size and times, and one inode in every folder that shows it.
#pragma once

#include "fuse/view.h"
#include "index/storage/photos.h"

namespace facefs {

/// Returns the photo's attributes. The mode is 0644, though every opening for writing is refused: 0444 would draw a
/// lock over each face, make copies read-only and have `rm` ask. `inode` is the photo's own, except for a file that was
/// copied in just now.
Attributes photo_attributes(const Owner& owner, Inode inode, const ListedPhoto& photo);

/// Returns the photo under its display name, for a folder that shows it.
Entry photo_entry(const Snapshot& snapshot, const Owner& owner, PhotoId photo);

}  // namespace facefs
