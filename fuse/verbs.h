// SPDX-License-Identifier: Apache-2.0
// What a request that changes a name does. naming_operations.cc looks at where it happens and calls one of these; each
// ends with its own fuse_reply, or throws Refusal.
#pragma once

#include <string>

#include "fuse/meaning.h"
#include "fuse/mounted_tree.h"

namespace facefs {

// People, groups, photos and pins (name_verbs.cc): what is meant is in fuse/meaning.h.

void make_person_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void make_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place, const std::string& target);
void remove_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void remove_photo(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void remove_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void rename_entry(fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to, unsigned flags);

// enroll/ (enroll_verbs.cc)

void forget_enrolled(fuse_req_t request, MountedTree& mount, const std::string& name);
void remove_reference(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
/// `then`, once it stands under its new name and before that is answered.
void rename_reference(
    fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to, unsigned flags,
    std::function<void(MountedTree&)> then = [](MountedTree&) {});

/// A file that could teach is about to be there: the person must be in the log first. `then` makes it.
void when_teaching_has_begun(fuse_req_t request, MountedTree& mount, PersonId person, std::string_view file,
                             std::function<void(MountedTree&)> then);
/// What the user calls the file is in the log, durably: then it is there after a power cut under that name. `then`
/// answers.
void when_named(fuse_req_t request, MountedTree& mount, const ReferencePlace& place,
                std::function<void(MountedTree&)> then);
/// Opens a new or present file behind enroll/.
UniqueFd create_reference(MountedTree& mount, const ReferencePlace& place, mode_t mode, int flags);

// From elsewhere into enroll/ (teach_with_photo.cc)

/// `deed.reference` has no file yet.
void teach_with_photo(fuse_req_t request, MountedTree& mount, TeachWithPhoto deed, const EntryPlace& from,
                      const EntryPlace& to);

// Copying into people/<name>/ (incoming_verbs.cc)

void create_incoming(fuse_req_t request, MountedTree& mount, const EntryPlace& place, mode_t mode,
                     const fuse_file_info& info);
/// What the name of a photo that is being written over leads to: a new file beside it. Nothing where the photo is the
/// right answer.
std::optional<Entry> copy_beside(MountedTree& mount, int thread, Inode folder, const Entry& photo);
/// The file at `path`, in the person's .incoming/, for what is to become `place`.
UniqueFd make_incoming_file(MountedTree& mount, const ReferencePlace& place, const std::filesystem::path& path,
                            mode_t mode);
void decide_incoming(fuse_req_t request, MountedTree& mount, OpenFile& open);
void rename_incoming(fuse_req_t request, MountedTree& mount, Inode inode, const EntryPlace& to);
void remove_incoming(fuse_req_t request, MountedTree& mount, Inode inode);

/// Of an opening that came to nothing.
void forget_writer(MountedTree& mount, Inode inode);
void reply_created(fuse_req_t request, MountedTree& mount, const Entry& entry, fuse_file_info info,
                   std::unique_ptr<OpenFile> open);

/// EPERM, with a sentence, for what desktops leave in folders (fuse/junk_names.h).
void refuse_junk(const MountedTree& mount, std::string_view name);
}  // namespace facefs
