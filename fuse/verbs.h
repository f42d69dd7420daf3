// SPDX-License-Identifier: Apache-2.0
// What a change of a name means in each part of the tree. naming_operations.cc looks at where it happens and calls one
// of these; each ends with its own fuse_reply, or throws Refusal.
#pragma once

#include <string>

#include "fuse/mounted_tree.h"

namespace facefs {

/// One end of a rename, or what is to be removed.
struct Place {
  Inode folder;
  std::string name;
};

// enroll/ (enroll_verbs.cc)

void make_enrolled(fuse_req_t request, MountedTree& mount, const std::string& name);
void forget_enrolled(fuse_req_t request, MountedTree& mount, const std::string& name);
/// Seen in people/ or in enroll/, it is one person.
void rename_person_folder(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to);
void remove_reference(fuse_req_t request, MountedTree& mount, const Place& place);
/// `then`, once it stands under its new name and before that is answered.
void rename_reference(
    fuse_req_t request, MountedTree& mount, const Place& from, const Place& to, unsigned flags,
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

// people/, maybe/, unknown/, ignored/ (photo_verbs.cc, person_verbs.cc)

/// The photo is that person's and teaches, too: its bytes are copied.
void teach_with_photo(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to);
void remove_photo(fuse_req_t request, MountedTree& mount, const Place& place);
void move_photo(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to);
void make_person(fuse_req_t request, MountedTree& mount, const std::string& name);
void remove_folder(fuse_req_t request, MountedTree& mount, const Place& place);
/// `mv unknown/0007` to wherever: to a name, or into a person.
void move_cluster(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to);

// Copying into people/<name>/ (incoming_verbs.cc)

void create_incoming(fuse_req_t request, MountedTree& mount, const Place& place, mode_t mode,
                     const fuse_file_info& info);
/// What the name of a photo that is being written over leads to: a new file beside it. Nothing where the photo is the
/// right answer.
std::optional<Entry> copy_beside(MountedTree& mount, int thread, Inode folder, const Entry& photo);
/// The file at `path`, in the person's .incoming/, for what is to become `place`.
UniqueFd make_incoming_file(MountedTree& mount, const ReferencePlace& place, const std::filesystem::path& path,
                            mode_t mode);
void decide_incoming(fuse_req_t request, MountedTree& mount, OpenFile& open);
void rename_incoming(fuse_req_t request, MountedTree& mount, Inode inode, const Place& to);
void remove_incoming(fuse_req_t request, MountedTree& mount, Inode inode);

/// Of an opening that came to nothing.
void forget_writer(MountedTree& mount, Inode inode);
void reply_created(fuse_req_t request, MountedTree& mount, const Entry& entry, fuse_file_info info,
                   std::unique_ptr<OpenFile> open);

// together/ (pin_verbs.cc)

void make_pin(fuse_req_t request, MountedTree& mount, const std::string& name, const std::string& text);
void remove_pin(fuse_req_t request, MountedTree& mount, const std::string& name);
void move_pin(fuse_req_t request, MountedTree& mount, const std::string& from, const std::string& to);

/// EEXIST where somebody has that name in some form, EPERM where that one is not to be seen in that folder; with a
/// sentence where the errno says too little.
void refuse_taken_name(MountedTree& mount, Inode folder, const std::string& name);
/// EPERM, with a sentence, for what desktops leave in folders (fuse/junk_names.h).
void refuse_junk(const MountedTree& mount, std::string_view name);
/// The name as it is stored; Refusal where nobody may be called so.
std::string valid_person_name(const std::string& name);

}  // namespace facefs
