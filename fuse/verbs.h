// SPDX-License-Identifier: Apache-2.0
// What a request that changes a name does. naming_operations.cc looks at where the change happens and calls one of
// these. Each ends with its own fuse_reply, or throws Refusal.
#pragma once

#include <string>

#include "fuse/meaning.h"
#include "fuse/mounted_tree.h"

namespace facefs {

// People, groups, photos and pins (name_verbs.cc): fuse/meaning.h says what is meant.

void make_person_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void make_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place, const std::string& target);
void remove_pin(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void remove_photo(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void remove_folder(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
void rename_entry(fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to, unsigned flags);

// enroll/ (enroll_verbs.cc)

void forget_enrolled(fuse_req_t request, MountedTree& mount, const std::string& name);
void remove_reference(fuse_req_t request, MountedTree& mount, const EntryPlace& place);
/// Renames a reference. Calls `then` once it has its new name, before the request is answered.
void rename_reference(
    fuse_req_t request, MountedTree& mount, const EntryPlace& from, const EntryPlace& to, unsigned flags,
    std::function<void(MountedTree&)> then = [](MountedTree&) {});

/// Makes sure that the log knows the person before a file that could teach is there. Then calls `then`, which makes the
/// file.
void when_teaching_has_begun(fuse_req_t request, MountedTree& mount, PersonId person, std::string_view file,
                             std::function<void(MountedTree&)> then);
/// Has the user's name of the file written to the log, durably, so that the file has it after a power cut. Then calls
/// `then`, which answers.
void when_named(fuse_req_t request, MountedTree& mount, const ReferencePlace& place,
                std::function<void(MountedTree&)> then);
/// Opens the file behind an entry of enroll/, and makes it where it is missing.
UniqueFd create_reference(MountedTree& mount, const ReferencePlace& place, mode_t mode, int flags);

// From other folders into enroll/ (teach_with_photo.cc)

/// Copies the photo into enroll/, where the copy teaches. `deed.reference` has no file yet.
void teach_with_photo(fuse_req_t request, MountedTree& mount, TeachWithPhoto deed, const EntryPlace& from,
                      const EntryPlace& to);

// Copying into people/<name>/ (incoming_verbs.cc)

void create_incoming(fuse_req_t request, MountedTree& mount, const EntryPlace& place, mode_t mode,
                     const fuse_file_info& info);
/// Returns the new file beside a photo that is being written over: the photo's name leads to it. Returns nothing where
/// the photo is the right answer.
std::optional<Entry> copy_beside(MountedTree& mount, int thread, Inode folder, const Entry& photo);
/// Makes the file at `path`, in the person's .incoming/, for what will become `place`.
UniqueFd make_incoming_file(MountedTree& mount, const ReferencePlace& place, const std::filesystem::path& path,
                            mode_t mode);
void decide_incoming(fuse_req_t request, MountedTree& mount, OpenFile& open);
void rename_incoming(fuse_req_t request, MountedTree& mount, Inode inode, const EntryPlace& to);
void remove_incoming(fuse_req_t request, MountedTree& mount, Inode inode);

/// Takes back the count of a writer whose opening failed.
void forget_writer(MountedTree& mount, Inode inode);
void reply_created(fuse_req_t request, MountedTree& mount, const Entry& entry, fuse_file_info info,
                   std::unique_ptr<OpenFile> open);

/// Throws Refusal(EPERM) for names that desktops leave in folders (fuse/junk_names.h), with a sentence for `.status/`.
void refuse_junk(const MountedTree& mount, std::string_view name);
}  // namespace facefs
