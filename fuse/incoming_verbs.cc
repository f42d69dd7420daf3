// SPDX-License-Identifier: Apache-2.0
// `cp photo.jpg people/Joey/`: this photo shows Joey. A content that the gallery knows becomes a decision when the file
// is closed. Any other one is kept as a reference when its last writer has gone.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdio>

#include "fuse/incoming_names.h"
#include "fuse/verbs.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/values/content_hash.h"
#include "index/values/display_name.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

ContentHash hash_of(const UniqueFd& file) {
  ContentHasher hasher;
  std::vector<std::byte> piece(1 << 20);
  off_t at = 0;
  while (const auto count =
             static_cast<std::size_t>(checked(static_cast<int>(::pread(file.get(), piece.data(), piece.size(), at))))) {
    hasher.add(std::span(piece).first(count));
    at += static_cast<off_t>(count);
  }
  return hasher.finish();
}

bool has_bytes(const UniqueFd& file) {
  struct ::stat info {};
  return ::fstat(file.get(), &info) == 0 && info.st_size > 0;
}

std::optional<PhotoId> known_photo(MountedTree& mount, const UniqueFd& bytes) {
  const Snapshot snapshot(mount.gallery);
  const auto photo = Photos(snapshot).with(hash_of(bytes));
  if (!photo) return std::nullopt;
  const auto record = Photos(snapshot).find(*photo);
  return record && record->image ? photo : std::nullopt;
}

}  // namespace

UniqueFd make_incoming_file(MountedTree& mount, const ReferencePlace& place, const std::filesystem::path& path,
                            mode_t mode) {
  if (const int error = mount.files.make_folder(place.person)) throw Refusal(error);
  if (const int error = mount.files.room_for(place.person, 0)) throw Refusal(error);
  if (const int error = make_folder_durably(path.parent_path())) throw Refusal(error);
  constexpr int kFlags = O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd file(checked(::open(path.c_str(), kFlags, (mode & 0777) | 0600)));
  if (People(Snapshot(mount.gallery)).find(place.person)) return file;
  std::error_code ignored;  // forgotten in this moment: nothing may stay behind
  std::filesystem::remove_all(mount.files.folder_of(place.person), ignored);
  throw Refusal(ENOENT);
}

void create_incoming(fuse_req_t request, MountedTree& mount, const EntryPlace& place, mode_t mode,
                     const fuse_file_info& given) {
  const PersonId person = place.folder.person();
  if (mount.incoming.named(person, place.name)) throw Refusal(EEXIST);
  if (mount.tree.lookup(Snapshot(mount.gallery), place.folder, place.name)) throw Refusal(EEXIST);
  const FolderKey folder{FolderKey::Kind::people, person};
  perform(request, RevokeRejection{folder, place.name},  // an overwrite: a photo that is there again was not rejected
          [request, place, person, mode, info = given, maker = actor_of(request).process](MountedTree& there) {
            const auto [inode, file] = there.incoming.add({person, place.name}, maker);
            auto open = std::make_unique<OpenFile>();
            try {
              open->file = make_incoming_file(there, file.place, there.incoming.mark_of(file), mode);
            } catch (...) {
              there.incoming.remove(inode);
              throw;
            }
            there.incoming.writer_came(inode);
            open->writes = true;
            reply_created(request, there, entry_in(there, place.folder.number(), place.name), info, std::move(open));
            there.requests.kernel_saw(place.folder, place.name, Seen::file);
          });
}

std::optional<Entry> copy_beside(MountedTree& mount, int thread, Inode folder, const Entry& photo) {
  if (folder.kind != InodeKind::people || !mount.overwrites.is_looking_for(thread, photo.inode)) return std::nullopt;
  const Snapshot snapshot(mount.gallery);
  std::optional<Inode> copy = mount.overwrites.copy_of(thread);
  if (!copy) {
    ReferencePlace place{folder.person(), {}};
    for (unsigned number = 2; place.file.empty() || mount.tree.lookup(snapshot, folder, place.file); ++number)
      place.file = numbered_name(photo.name, number);
    const auto [inode, file] = mount.incoming.add(place);
    copy = inode;
    mount.overwrites.set_copy(thread, inode);
    try {
      make_incoming_file(mount, place, mount.incoming.mark_of(file), 0644);
    } catch (...) {
      mount.incoming.remove(inode);
      throw;
    }
    mount.requests.kernel_saw(folder, place.file, Seen::nothing);  // no window has heard of the copy
    mount.requests.incoming_settled();                             // the copy goes if it is not opened
  }
  const auto attributes = mount.tree.attributes(snapshot, *copy);
  return attributes ? std::optional(Entry{photo.name, *copy, *attributes}) : std::nullopt;
}

/// Decides about a file that is being closed, and replies to the request that closes it.
void decide_incoming(fuse_req_t request, MountedTree& mount, OpenFile& open) {
  const auto file = mount.incoming.at(open.inode);
  mount.incoming.touch(open.inode);
  const bool complete = open.dirty.exchange(false) && has_bytes(open.file);
  if (!file || !complete || is_temporary_name(file->place.file)) {
    fuse_reply_err(request, 0);
    return;
  }
  checked(::fdatasync(open.file.get()));
  const auto photo = known_photo(mount, open.file);
  if (!photo && !file->reference) return name_incoming(request, mount, open.inode);
  if (!photo) {
    fuse_reply_err(request, 0);
    return;
  }
  perform(request, SayIs{*photo, file->place.person, {}, false},
          [request, photo, inode = open.inode, folder = inode_of(InodeKind::people, file->place.person),
           process = actor_of(request).process](MountedTree& there) {
            there.activity.note_put(inode_of(*photo), folder.number(), process);
            if (const auto now = there.incoming.at(inode)) drop_incoming_bytes(there, *now);
            there.incoming.became_photo(inode, *photo);
            there.requests.incoming_settled();
            fuse_reply_err(request, 0);
          });
}

namespace {

/// Shows the file under another name in people/, also after a restart; the reference keeps its own name. Where no
/// second link could be made, there is no mark to rename.
void rename_shown_reference(fuse_req_t request, Inode inode, const IncomingFiles::File& file, const EntryPlace& to) {
  const std::string stored = new_reference_file();
  perform(request, NameReferences{file.place.person, {{stored, to.name}}},
          [request, inode, stored, file, to](MountedTree& there) {
            const std::filesystem::path mark = there.incoming.mark_of(file);
            if (::rename(mark.c_str(), (mark.parent_path() / stored).c_str()) == 0) sync_folder(mark.parent_path());
            there.incoming.renamed(inode, to.name, stored);
            fuse_reply_err(request, 0);
            there.requests.kernel_saw(to.folder, file.place.file, Seen::nothing);
            there.requests.kernel_saw(to.folder, to.name, Seen::file);
          });
}

/// Makes the file a reference of another person; it is not shown as a photo any more.
void give_reference_to_another(fuse_req_t request, MountedTree& mount, Inode inode, const IncomingFiles::File& file,
                               const EntryPlace& to) {
  const ReferencePlace place = mount.files.free_place({to.folder.person(), to.name});
  rename_reference(request, mount, {inode_of(InodeKind::enrolled, file.reference->person), file.reference->file},
                   {inode_of(InodeKind::enrolled, place.person), place.file}, RENAME_NOREPLACE,
                   [inode, mark = mount.incoming.mark_of(file)](MountedTree& there) {
                     there.incoming.remove(inode);
                     erase_file(mark);
                   });
}

/// Tells whether an editor is saving: a program that writes a file beside a photo and at once puts it in the photo's
/// place.
bool is_being_saved(fuse_req_t request, const IncomingFiles::File& file) {
  constexpr std::chrono::seconds kAtOnce{2};  // a user takes longer
  const bool is_at_once = IncomingFiles::Clock::now() - file.last <= kAtOnce;
  return is_temporary_name(file.place.file) || (is_at_once && file.maker == actor_of(request).process);
}

/// Refuses, because the original must not change. Drops what an editor has written beside it; keeps what was copied in.
[[noreturn]] void refuse_to_replace(fuse_req_t request, MountedTree& mount, Inode inode,
                                    const IncomingFiles::File& file) {
  if (is_being_saved(request, file)) {
    mount.incoming.remove(inode);
    drop_incoming_bytes(mount, file);
  }
  throw Refusal(EACCES);
}

}  // namespace

void rename_incoming(fuse_req_t request, MountedTree& mount, Inode inode, const EntryPlace& to) {
  const auto file = mount.incoming.at(inode);
  if (!file || to.folder.kind != InodeKind::people) throw Refusal(EPERM);
  refuse_junk(mount, to.name);
  const bool is_another = to.folder.person() != file->place.person;
  if (is_another && file->is_reference) return give_reference_to_another(request, mount, inode, *file, to);
  if (is_another) throw Refusal(EPERM);
  if (mount.tree.lookup(Snapshot(mount.gallery), to.folder, to.name)) refuse_to_replace(request, mount, inode, *file);
  if (file->is_reference) return rename_shown_reference(request, inode, *file, to);
  mount.incoming.renamed(inode, to.name, file->stored);
  mount.requests.kernel_saw(to.folder, file->place.file, Seen::nothing);
  mount.requests.kernel_saw(to.folder, to.name, Seen::file);
  OpenFile closed;  // it was closed under its temporary name
  closed.inode = inode;
  closed.dirty = true;
  closed.file = UniqueFd(checked(::open(mount.incoming.mark_of(*file).c_str(), O_RDONLY | O_CLOEXEC)));
  decide_incoming(request, mount, closed);
}

void remove_incoming(fuse_req_t request, MountedTree& mount, Inode inode) {
  const auto file = mount.incoming.at(inode);
  if (!file) throw Refusal(ENOENT);
  mount.incoming.remove(inode);
  drop_incoming_bytes(mount, *file);
  fuse_reply_err(request, 0);
  mount.requests.kernel_saw(inode_of(InodeKind::people, file->place.person), file->place.file, Seen::nothing);
}

}  // namespace facefs
