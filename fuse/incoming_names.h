// SPDX-License-Identifier: Apache-2.0
// What a file that was copied into people/<name>/ is called in decisions.log, once it is to be a reference, and when it
// becomes one: its name is durable with its first close, and it teaches when its last writer has gone.
//
// Any of the serving threads, and the writer's, which answers.
#pragma once

#include "fuse/mounted_tree.h"

namespace facefs {

/// Names it in the log and then replies to the request that closed it; without a writer left it becomes a reference.
void name_incoming(fuse_req_t request, MountedTree& mount, Inode inode);

/// Its last writer has gone: it becomes a reference, where it is no photo that the gallery knows. While it is being
/// named nothing is done: whoever names it comes back here.
void keep_incoming(MountedTree& mount, Inode inode);

/// Its copy goes, and the reference that it had become.
void drop_incoming_bytes(MountedTree& mount, const IncomingFiles::File& file);

}  // namespace facefs
