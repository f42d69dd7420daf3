// SPDX-License-Identifier: Apache-2.0
// Names below enroll/: reference photos are made, named, renamed and removed, and people are forgotten.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "fuse/junk_names.h"
#include "fuse/verbs.h"
#include "index/storage/people.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"
#include "system/text.h"

namespace facefs {
namespace {

ReferencePlace reference_place(const EntryPlace& place) {
  if (place.folder.kind != InodeKind::enrolled) throw Refusal(EPERM);
  return {place.folder.person(), place.name};
}

}  // namespace

/// Begins the person's teaching before a file that could teach is there: the log must know the person, and a hidden
/// person is shown again. Then calls `then`, which makes the file. Throws Refusal where the person is gone.
void when_teaching_has_begun(fuse_req_t request, MountedTree& mount, PersonId person, std::string_view file,
                             std::function<void(MountedTree&)> then) {
  const auto record = People(Snapshot(mount.gallery)).find(person);
  if (!record) throw Refusal(ENOENT);
  const bool is_hidden = record->visibility == Visibility::hidden && record->merged_into == kNobody;
  if ((record->logged && !is_hidden) || is_temporary_name(file)) return then(mount);
  perform(request, BeginTeaching{person}, std::move(then));
}

UniqueFd create_reference(MountedTree& mount, const ReferencePlace& place, mode_t mode, int flags) {
  if (const int error = mount.files.make_folder(place.person)) throw Refusal(error);
  constexpr int kAlways = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
  if (mount.files.stat_of(place)) {
    if ((flags & O_EXCL) != 0) throw Refusal(EEXIST);
    return UniqueFd(checked(::open(mount.files.path_of(place).c_str(), kAlways | (flags & O_TRUNC))));
  }
  if (const int error = mount.files.room_for(place.person, 0)) throw Refusal(error);
  const std::string stored = new_reference_file();
  const std::string path = (mount.files.folder_of(place.person) / stored).string();
  const mode_t kept = (mode & 0777) | 0600;  // the daemon must be able to read it
  UniqueFd file(checked(::open(path.c_str(), kAlways | O_CREAT | O_EXCL, kept)));
  if (!People(Snapshot(mount.gallery)).find(place.person)) {  // forgotten in this moment: nothing may stay
    ::unlink(path.c_str());
    ::rmdir(mount.files.folder_of(place.person).c_str());
    throw Refusal(ENOENT);
  }
  mount.files.begin(place, stored);
  return file;
}

void when_named(fuse_req_t request, MountedTree& mount, const ReferencePlace& place,
                std::function<void(MountedTree&)> then) {
  const std::string stored = mount.files.stored_name_of(place);
  if (stored.empty() || mount.files.is_named(place)) return then(mount);
  sync_folder(mount.files.folder_of(place.person));
  perform(request, NameReferences{place.person, {{stored, place.file}}},
          [place, then = std::move(then)](MountedTree& there) {
            there.files.set_named(place);
            then(there);
          });
}

Entry entry_in(MountedTree& mount, fuse_ino_t parent, const std::string& name) {
  auto entry = mount.tree.lookup(Snapshot(mount.gallery), Inode(parent), name);
  if (!entry) throw Refusal(ENOENT);
  return std::move(*entry);
}

void refuse_junk(const MountedTree& mount, std::string_view name) {
  if (!is_junk_name(name)) return;
  mount.requests.name_refused("'" + escaped(name) +
                              "' is a file that desktops leave in folders, and no photo: it was not taken in");
  throw Refusal(EPERM);
}

void forget_enrolled(fuse_req_t request, MountedTree& mount, const std::string& name) {
  const auto person = People(Snapshot(mount.gallery)).named(name);
  if (!person) throw Refusal(ENOENT);
  if (!mount.files.files_of(*person).empty()) throw Refusal(ENOTEMPTY);
  if (mount.activity.has_moved_out_of(inode_of(InodeKind::enrolled, *person), actor_of(request).process)) {
    mount.requests.name_refused("the references of '" + name +
                                "' were moved out of enroll/: that forgets nobody ('rm -r' and 'facefs forget' do)");
    throw Refusal(EPERM);
  }
  mount.requests.forget_person(*person, program_of(request), [request, name, id = *person](int error) {
    answer(request, [&](MountedTree& there) {
      if (error != 0) throw Refusal(error);
      there.folders.removed(inode_of(InodeKind::enrolled, id));
      fuse_reply_err(request, 0);
      there.requests.kernel_saw(kEnroll, name, Seen::nothing);
    });
  });
}

void remove_reference(fuse_req_t request, MountedTree& mount, const EntryPlace& place) {
  const ReferencePlace reference = reference_place(place);
  if (place.name != kReport) {
    const auto info = mount.files.stat_of(reference);
    const std::uint64_t process = actor_of(request).process;
    if (info && mount.activity.is_moving_out(Inode(InodeKind::reference, info->st_ino), process))
      mount.activity.note_moved_out(place.folder, process);
    if (!info) throw Refusal(ENOENT);
    if (const int error = erase_file(mount.files.path_of(reference))) throw Refusal(error);
    mount.files.removed(reference);
    mount.requests.reference_gone(reference.person, reference.file);
  }
  fuse_reply_err(request, 0);
}

namespace {

/// Moves the file to the new person's folder, after the log's line is durable. The next start does what a crash leaves
/// undone here.
void move_on_disk(MountedTree& mount, const ReferencePlace& from, const ReferencePlace& to) {
  const std::string stored = mount.files.stored_name_of(from);
  if (from.person == to.person) return;
  const std::string target = (mount.files.folder_of(to.person) / stored).string();
  checked(::renameat2(AT_FDCWD, mount.files.path_of(from).c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE));
  sync_folder(mount.files.folder_of(to.person));
  sync_folder(mount.files.folder_of(from.person));
}

void rename_taught(fuse_req_t request, MountedTree& mount, const ReferencePlace& from, const ReferencePlace& to,
                   std::function<void(MountedTree&)> then) {
  if (const int error = mount.files.make_folder(to.person)) throw Refusal(error);
  sync_folder(mount.files.folder_of(from.person));  // it may never have been closed under the old name
  perform(request, MoveReference{from.person, to.person, {mount.files.stored_name_of(from), to.file}},
          [=, then = std::move(then)](MountedTree& there) {
            const std::string replaced = there.files.path_of(to);
            move_on_disk(there, from, to);
            there.files.moved(from, to);
            there.files.set_named(to);
            if (!replaced.empty()) erase_file(replaced);
            there.requests.reference_gone(from.person, from.file);
            there.requests.reference_touched(to.person, to.file);
            then(there);
            fuse_reply_err(request, 0);
          });
}

}  // namespace

void rename_reference(fuse_req_t request, MountedTree& mount, const EntryPlace& old_place, const EntryPlace& new_place,
                      unsigned flags, std::function<void(MountedTree&)> then) {
  const ReferencePlace from = reference_place(old_place);
  const ReferencePlace to = reference_place(new_place);
  if (from.file == kReport || to.file == kReport) throw Refusal(EPERM);
  refuse_junk(mount, to.file);
  if ((flags & RENAME_EXCHANGE) != 0) throw Refusal(EINVAL);
  if (!mount.files.stat_of(from)) throw Refusal(ENOENT);
  if ((flags & RENAME_NOREPLACE) != 0 && mount.files.stat_of(to)) throw Refusal(EEXIST);
  if (from.person != to.person)
    if (const int error = mount.files.room_for(to.person, 0)) throw Refusal(error);
  when_teaching_has_begun(request, mount, to.person, to.file,
                          [request, from, to, then = std::move(then)](MountedTree& there) mutable {
                            rename_taught(request, there, from, to, std::move(then));
                          });
}

}  // namespace facefs
