// SPDX-License-Identifier: Apache-2.0
// Folders in which another machine or program changes files, of which inotify tells nothing: they are looked at by the
// clock.
//
// A look must cost little, for it comes each minute: a folder is listed file by file only where its state is another
// one. A file that somebody writes over in place changes nothing of it, and is seen by the hourly scan. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "system/photo_folders.h"

namespace facefs {

/// By the type of its file system (statfs(2)). Of FUSE that is also one whose files are somewhere else: sshfs, rclone,
/// mergerfs.
bool is_changed_by_others(const PhotoFolders& folders, const std::string& folder);

/// Another number whenever a name has come or gone: of the names and of the folder's own time, which may be another
/// folder's (mergerfs) or none at all (rclone on a cloud). 0 where it cannot be listed.
std::uint64_t polled_state_of(const PhotoFolders& folders, const std::string& folder);

}  // namespace facefs
