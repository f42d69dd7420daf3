// SPDX-License-Identifier: Apache-2.0
// The folders of the mount, one row each: where it stands, what it holds, and what the kernel may remember of it.
//
// A folder of a person, a group or a query has one row for all of its kind. Whoever asks what a folder is asks here.
// Constant; any thread.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "fuse/inode.h"
#include "index/values/folder_key.h"

namespace facefs {

enum class Holds : std::uint8_t {
  folders,     ///< the root: those that are always there, and people's links
  people,      ///< people's folders
  groups,      ///< folders of unknown faces
  photos,      ///< photos, by their own names
  references,  ///< what teaches a person
  queries,     ///< pins, and folders that somebody names
  pictures,    ///< drawn when they are read
  texts        ///< written when they are read
};

/// What the kernel may remember of a folder's entries and listing.
enum class Remembered : std::uint8_t {
  and_asked_anew,  ///< it is told of each change; the folder's own attributes are asked for anew (fuse/path_walks.h)
  until_told,      ///< it is told of each change
  not_at_all       ///< nobody tells it
};

struct MountFolder {
  Inode inode;                         ///< of one row for many: the kind alone
  Inode parent;                        ///< the kind alone, likewise
  std::string_view name;               ///< in its parent; empty where that is a person's, a group's or a query's
  std::optional<FolderKey::Kind> key;  ///< as the gallery knows it
  Holds holds = Holds::photos;
  Remembered remembered = Remembered::until_told;
  mode_t mode = 0755;
  bool is_watched = false;  ///< whoever has it open is told of changes (fuse/announcer.h)
  bool is_listed = true;    ///< its parent lists it by its name
};

std::span<const MountFolder> mount_folders();

/// Returns the row of that folder; a null pointer for what is no folder.
const MountFolder* mount_folder(Inode inode);

/// Returns whether photos stand in that folder by their names.
bool holds_photos(Inode folder);
/// Nobody tells the kernel what changes in such a folder: it may not remember what is in it.
bool is_live(Inode folder);
/// Those that are always there, and of whose changes the kernel is told.
bool is_top_folder(Inode folder);

/// Returns where a folder that is always there stands below the mount ("unknown/all"; the root: "").
std::string path_of(const MountFolder& folder);

/// The inode of a folder that the gallery tells a change of.
Inode inode_of(const FolderKey& folder);
/// And back, for folders that list photos, or folders of those; nothing for any other inode.
std::optional<FolderKey> folder_of(Inode inode);

}  // namespace facefs
