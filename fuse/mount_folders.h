// SPDX-License-Identifier: Apache-2.0
// The folders of the mount, one row each: where it is, what it holds, and what the kernel may remember of it.
//
// One row is for all folders of a kind: a person's, a group's or a query's. All code that must know what a folder is
// asks here. Constant; any thread.
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
  folders,     ///< the root: folders that are always there, and people's links
  people,      ///< people's folders
  groups,      ///< folders of unknown faces
  photos,      ///< photos, by their own names
  references,  ///< photos that teach a person
  queries,     ///< pins, and folders that somebody names
  pictures,    ///< drawn when they are read
  texts        ///< written when they are read
};

/// What the kernel may remember of a folder's entries and listing.
enum class Remembered : std::uint8_t {
  and_asked_anew,  ///< the kernel is told of each change; the folder's own attributes are asked for anew
                   ///< (fuse/path_walks.h)
  until_told,      ///< the kernel is told of each change
  not_at_all       ///< the kernel is not told
};

struct MountFolder {
  Inode inode;                         ///< only the kind, where the row is for many folders
  Inode parent;                        ///< a folder that is always there
  std::string_view name;               ///< in its parent; empty where a person, a group or a query gives it
  std::optional<FolderKey::Kind> key;  ///< its kind in the gallery, if it has one
  Holds holds = Holds::photos;
  Remembered remembered = Remembered::until_told;
  mode_t mode = 0755;
  bool is_watched = false;  ///< open windows are told of its changes (fuse/announcer.h)
  bool is_listed = true;    ///< its parent lists it by its name
};

std::span<const MountFolder> mount_folders();

/// Returns the row of that folder; a null pointer where the inode is no folder.
const MountFolder* mount_folder(Inode inode);

/// Tells whether the gallery lists photos in that folder; false for queries, facets and what-ifs.
bool holds_photos(Inode folder);
/// Tells whether the kernel may not remember what is in that folder, because it is not told of changes there.
bool is_live(Inode folder);
/// Tells whether that folder is always there and the kernel is told of its changes.
bool is_top_folder(Inode folder);

/// Returns the path below the mount of a folder that is always there ("unknown/all"; "" for the root).
std::string path_of(const MountFolder& folder);

/// Returns the inode of a folder that the gallery tells a change of.
Inode inode_of(const FolderKey& folder);
/// Returns the gallery's key of a folder that lists photos, or that lists such folders; nothing for any other inode.
std::optional<FolderKey> folder_of(Inode inode);

}  // namespace facefs
