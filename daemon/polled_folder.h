// SPDX-License-Identifier: Apache-2.0
// Finds changes in folders where another machine or program changes files. inotify reports none of those, so the
// folders are looked at by the clock.
//
// A look must cost little, because it comes each minute. A folder is listed file by file only if its state has changed.
// A file that is overwritten in place does not change the state, and is seen by the hourly scan. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "system/photo_folders.h"

namespace facefs {

/// Tells whether others may change a folder's files, by the type of its file system (statfs(2)). Every FUSE counts,
/// because its files may be somewhere else: sshfs, rclone, mergerfs.
bool is_changed_by_others(const PhotoFolders& folders, const std::string& folder);

/// Returns a number that changes whenever a name has come or gone; 0 if the folder cannot be listed. It is made of the
/// names and of the folder's own time. That time may be another folder's (mergerfs) or none at all (rclone on a cloud).
std::uint64_t polled_state_of(const PhotoFolders& folders, const std::string& folder);

}  // namespace facefs
