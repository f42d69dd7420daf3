// SPDX-License-Identifier: Apache-2.0
// What a user means by a change of a name: an act, nothing, or a refusal. Functions of a snapshot, the tree's names and
// one or two places, without effects; any thread.
//
// Some meanings depend on more: files that are being copied in, and removals that are half of a move.
// naming_operations.cc and name_verbs.cc look at those before. docs/mount.md has the table for users.
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

/// One end of a rename, or the entry to make or remove.
struct EntryPlace {
  Inode folder;
  std::string name;
};

/// Means that nothing is left to decide: the folder went with its last photo.
struct AlreadyGone {
  FolderKey folder;
};

/// A refusal's sentence, where it has one, is for `.status/`: an errno says too little.
using Meaning = std::variant<Deed, AlreadyGone, Refusal>;

/// Returns what `mkdir` means. A hidden person of that name is shown again.
Meaning meaning_of_mkdir(const Tree& tree, const Snapshot& snapshot, const EntryPlace& place);

/// Returns what `ln -s TARGET place` means: a pin.
Meaning meaning_of_symlink(const Snapshot& snapshot, const EntryPlace& place, const std::string& target);

/// Returns what `rm` means. `photo` is given where a photo was copied in just now, and so has another name there than
/// in the gallery.
Meaning meaning_of_unlink(const Snapshot& snapshot, const EntryPlace& place, std::optional<PhotoId> photo = {});

/// Returns what `rmdir` means, or the last step of a file manager's removal. A folder that went with its last photo is
/// AlreadyGone. Forgetting (enroll/) is no act, and not here.
Meaning meaning_of_rmdir(const Snapshot& snapshot, const EntryPlace& place);

/// Returns what `mv` means. For a reference photo the result says which kind of act it is, but not its file.
/// enroll_verbs.cc and teach_with_photo.cc know the file, and complete the act.
Meaning meaning_of_rename(const Tree& tree, const Snapshot& snapshot, const EntryPlace& from, const EntryPlace& to,
                          std::optional<PhotoId> photo = {});

/// Returns the name as it is stored, or the refusal of a name that no person may have.
std::variant<std::string, Refusal> person_name_for(const std::string& name);

}  // namespace facefs
