// SPDX-License-Identifier: Apache-2.0
// Names files that were copied into people/<name>/ in decisions.log, and makes them references. A name is durable with
// the file's first close; the file teaches when its last writer has gone.
//
// Runs on any serving thread, and on the writer's, which answers.
#pragma once

#include "fuse/mounted_tree.h"

namespace facefs {

/// Names the file in the log and then replies to the request that closed it. Makes it a reference where no writer is
/// left.
void name_incoming(fuse_req_t request, MountedTree& mount, Inode inode);

/// Makes the file a reference after its last writer has gone, where it is no photo that the gallery knows. Does nothing
/// while the file is being named: the naming ends with another call of this.
void keep_incoming(MountedTree& mount, Inode inode);

/// Removes the copy, and the reference that it had become.
void drop_incoming_bytes(MountedTree& mount, const IncomingFiles::File& file);

}  // namespace facefs
