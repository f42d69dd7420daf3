// SPDX-License-Identifier: Apache-2.0
// What a user means by a change of a name: an act, nothing, or a refusal. Functions of a snapshot, the tree's names and
// one or two places, without effects; any thread.
//
// What depends on more (files that are being copied in, removals that are half of a move) is looked at before, in
// naming_operations.cc and name_verbs.cc. docs/mount.md has the table for users.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "fuse/inode.h"
#include "fuse/mount_folders.h"
#include "fuse/tree.h"
#include "index/decisions/act.h"
#include "index/values/refusal.h"

namespace facefs {

/// One end of a rename, or what is to be made or removed.
struct EntryPlace {
  Inode folder;
  std::string name;
};

/// Nothing is to be said: the folder went with its last photo.
struct AlreadyGone {
  FolderKey folder;
};

/// A refusal's sentence, where it has one, is for `.status/`: an errno says too little.
using Meaning = std::variant<Deed, AlreadyGone, Refusal>;

/// `mkdir`. Where somebody of that name is hidden, that one is shown again.
Meaning meaning_of_mkdir(const Tree& tree, const Snapshot& snapshot, const EntryPlace& place);

/// `ln -s TARGET place`: a pin.
Meaning meaning_of_symlink(const Snapshot& snapshot, const EntryPlace& place, const std::string& target);

/// `rm`. `photo`: what stands there under another name than the gallery's, because it was copied in just now.
Meaning meaning_of_unlink(const Snapshot& snapshot, const EntryPlace& place, std::optional<PhotoId> photo = {});

/// `rmdir`, or the last step of a file manager's removal. A folder that its own last removal has emptied is gone
/// already. Forgetting (enroll/) is no act, and not here.
Meaning meaning_of_rmdir(const Snapshot& snapshot, const EntryPlace& place);

/// `mv`. Of a reference photo the result says which kind of act it is, and not its file: enroll_verbs.cc and
/// teach_with_photo.cc know that, and complete the act.
Meaning meaning_of_rename(const Tree& tree, const Snapshot& snapshot, const EntryPlace& from, const EntryPlace& to,
                          std::optional<PhotoId> photo = {});

/// Returns the name as it is stored, or why nobody may be called so.
std::variant<std::string, Refusal> person_name_for(const std::string& name);

}  // namespace facefs
