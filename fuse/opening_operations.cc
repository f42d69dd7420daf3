// SPDX-License-Identifier: Apache-2.0
// Requests that open, close and sync. A photo is opened only for reading, and only while it is what the gallery knows.
#include <fcntl.h>
#include <unistd.h>

#include <memory>

#include "fuse/incoming_names.h"
#include "fuse/verbs.h"
#include "index/storage/paths.h"
#include "index/storage/photos.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

void open_reference(MountedTree& mount, OpenFile& open, int flags) {
  const auto place = mount.files.place_of(open.inode);
  if (!place) throw Refusal(ENOENT);
  const int wanted = (flags & O_ACCMODE) | (flags & O_TRUNC);  // the kernel says where an append goes
  open.file = UniqueFd(checked(::open(mount.files.path_of(*place).c_str(), wanted | O_NOFOLLOW | O_CLOEXEC)));
  open.writes = (flags & O_ACCMODE) != O_RDONLY;
  open.dirty = (flags & O_TRUNC) != 0;
  if (open.writes) mount.files.writer_came(open.inode);
}

void open_incoming(MountedTree& mount, OpenFile& open, int flags) {
  const auto file = mount.incoming.at(open.inode);
  if (!file) throw Refusal(ENOENT);
  const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) != 0;
  if (file->photo && writes) throw Refusal(EACCES);
  if (file->photo) {
    open.photo = open_shown_photo(mount, *file->photo);
    return;
  }
  const int wanted = (flags & O_ACCMODE) == O_RDONLY ? O_RDONLY : O_RDWR;  // it is read again to be hashed
  open.file = UniqueFd(
      checked(::open(mount.incoming.path_of(*file).c_str(), wanted | (flags & O_TRUNC) | O_NOFOLLOW | O_CLOEXEC)));
  open.writes = writes;
  if (writes) mount.incoming.writer_came(open.inode);
}

std::uint64_t size_of(const OpenFile& open) {
  struct stat info {};
  if (open.photo) return open.photo->stamp().size;
  return ::fstat(open.file.get(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

/// Tells whether the file may be about to be moved out of the mount.
bool is_read(const OpenFile& open) {
  return open.inode.kind == InodeKind::photo || (open.inode.kind == InodeKind::reference && !open.writes);
}

void note_closed(MountedTree& mount, const OpenFile& open) {
  if (is_read(open)) mount.activity.note_closed(open.inode, open.opener);
}

void reply_opened(fuse_req_t request, MountedTree& mount, fuse_file_info* info, std::unique_ptr<OpenFile> open) {
  const bool photo = open->inode.kind == InodeKind::photo;
  info->direct_io = !open->text.empty() || !(open->photo || open->file);
  info->keep_cache = photo;  // an inode is one content
  info->noflush = photo;     // a program that closes it need not wait for us
  open->opener = fuse_req_ctx(request)->pid;
  if (is_read(*open)) mount.activity.note_opened(open->inode, size_of(*open), open->opener);
  OpenFile* const kept = mount.open_files.keep(std::move(open));
  info->fh = handle_number_of(kept);
  if (fuse_reply_open(request, info) == 0) return;
  if (kept->writes) forget_writer(mount, kept->inode);  // the opener was interrupted: no RELEASE will come
  note_closed(mount, *mount.open_files.take(kept));
}

/// Answers when a worker has made the picture. The kernel remembers nothing of it between two openings.
void open_picture(fuse_req_t request, MountedTree& mount, Inode inode, const fuse_file_info& info) {
  const Snapshot snapshot(mount.gallery);
  const auto picture =
      inode.kind == InodeKind::crop ? face_crop_of(snapshot, inode.face()) : labelled_photo(snapshot, inode.photo());
  if (!picture) throw Refusal(ENOENT);
  std::vector<std::string> paths;
  for (const FilePlace& place : Photos(snapshot).places_of(picture->photo))
    paths.push_back(Paths(snapshot).path_of(place));
  mount.requests.open_picture(*picture, paths, [request, inode, given = info](auto result) {
    answer(request, [&](MountedTree& there) {
      if (const int* error = std::get_if<int>(&result)) throw Refusal(*error);
      auto open = std::make_unique<OpenFile>();
      open->inode = inode;
      open->file = UniqueFd(checked(::dup(std::get<std::shared_ptr<UniqueFd>>(result)->get())));
      fuse_file_info reply = given;
      reply_opened(request, there, &reply, std::move(open));
    });
  });
}

/// Tells whether the program writes the file anew, as `cp` does onto a name that is there. A program that would read,
/// append or change in place needs the old content, and is refused.
bool writes_anew(int flags) {
  return (flags & O_ACCMODE) == O_WRONLY && (flags & O_TRUNC) != 0 && (flags & O_APPEND) == 0;
}

/// Opens a reference for writing. The person then teaches again, and is shown again if hidden.
void open_reference_to_write(fuse_req_t request, MountedTree& mount, Inode inode, const fuse_file_info& info) {
  const auto place = mount.files.place_of(inode);
  if (!place) throw Refusal(ENOENT);
  when_teaching_has_begun(request, mount, place->person, place->file,
                          [request, inode, info = info](MountedTree& there) mutable {
                            auto open = std::make_unique<OpenFile>();
                            open->inode = inode;
                            open_reference(there, *open, info.flags);
                            reply_opened(request, there, &info, std::move(open));
                          });
}

namespace {

/// Opens what is behind the inode, or takes its text where it is a text of ours.
void open_what_it_is(MountedTree& mount, OpenFile& open, int flags, bool writes, int thread) {
  if (open.inode.kind == InodeKind::reference) {
    open_reference(mount, open, flags);
  } else if (open.inode.kind == InodeKind::incoming) {
    open_incoming(mount, open, flags);
  } else if (open.inode.kind == InodeKind::report && writes) {
    open.file = report_sink();
  } else if (writes) {
    const bool may_be_a_copy = open.inode.kind == InodeKind::photo && writes_anew(flags);
    throw Refusal(may_be_a_copy && mount.overwrites.begin(thread, open.inode) ? ESTALE : EACCES);
  } else if (open.inode.kind == InodeKind::photo) {
    open.photo = open_shown_photo(mount, open.inode.photo());
  } else if (open.inode == kDecisionsLog) {
    open.file = UniqueFd(checked(::open(mount.requests.decisions_log.c_str(), O_RDONLY | O_CLOEXEC)));
  } else {
    auto text = mount.tree.text(Snapshot(mount.gallery), open.inode);
    if (!text) throw Refusal(ENOENT);
    open.text = std::move(*text);
  }
}

}  // namespace

void on_open(fuse_req_t request, fuse_ino_t number, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    auto open = std::make_unique<OpenFile>();
    open->inode = Inode(number);
    const bool writes = (info->flags & O_ACCMODE) != O_RDONLY || (info->flags & O_TRUNC) != 0;
    const int thread = fuse_req_ctx(request)->pid;
    if (open->inode.kind == InodeKind::reference && writes)
      return open_reference_to_write(request, mount, open->inode, *info);
    if (open->inode.kind == InodeKind::incoming) mount.overwrites.end(thread);
    const bool drawn = open->inode.kind == InodeKind::labelled || open->inode.kind == InodeKind::crop;
    if (drawn && !writes) return open_picture(request, mount, open->inode, *info);
    open_what_it_is(mount, *open, info->flags, writes, thread);
    reply_opened(request, mount, info, std::move(open));
  });
}

/// Syncs the file's bytes, and the folder of a file that is being copied in. A reference's folder is synced when the
/// log names the file.
void sync_reference(MountedTree& mount, const OpenFile& open) {
  if (open.photo) return;  // a copy of a known photo: the original is shown
  checked(::fdatasync(open.file.get()));
  const auto incoming = mount.incoming.at(open.inode);
  if (incoming && !incoming->photo) sync_folder(mount.incoming.mark_of(*incoming).parent_path());
}

/// Makes durable what a copier has closed: it must be there after a power cut.
void on_flush(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    auto& open = *handle_numbered<OpenFile>(info->fh);
    if (open.inode.kind == InodeKind::incoming && open.writes) return decide_incoming(request, mount, open);
    if (open.inode.kind == InodeKind::reference && open.dirty.exchange(false)) {
      sync_reference(mount, open);
      if (const auto place = mount.files.place_of(open.inode)) {
        mount.requests.reference_touched(place->person, place->file);
        return when_named(request, mount, *place, [request](MountedTree&) { fuse_reply_err(request, 0); });
      }
    }
    fuse_reply_err(request, 0);
  });
}

void on_release(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    const std::unique_ptr<OpenFile> open = mount.open_files.take(handle_numbered<OpenFile>(info->fh));
    if (open->writes && open->inode.kind == InodeKind::incoming) {
      if (mount.incoming.writer_left(open->inode)) keep_incoming(mount, open->inode);
      mount.requests.incoming_settled();
    } else if (open->writes && mount.files.writer_left(open->inode))
      if (const auto place = mount.files.place_of(open->inode))
        mount.requests.reference_touched(place->person, place->file);
    note_closed(mount, *open);
    fuse_reply_err(request, 0);
  });
}

void on_fsync(fuse_req_t request, fuse_ino_t, int, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    const auto& open = *handle_numbered<OpenFile>(info->fh);
    if (open.inode.kind == InodeKind::reference || open.inode.kind == InodeKind::incoming) sync_reference(mount, open);
    if (open.inode.kind == InodeKind::reference)
      if (const auto place = mount.files.place_of(open.inode))
        return when_named(request, mount, *place, [request](MountedTree&) { fuse_reply_err(request, 0); });
    fuse_reply_err(request, 0);
  });
}

void on_fsyncdir(fuse_req_t request, fuse_ino_t, int, fuse_file_info*) {
  fuse_reply_err(request, 0);
}

struct KnownPath {
  std::string path;
  FileStamp stamp;
};

/// Returns the path that the photo is shown from: nearly every opening needs only this, at the price of two look-ups.
KnownPath shown_path_of(const Gallery& gallery, PhotoId id) {
  const Snapshot snapshot(gallery);
  const auto photo = Photos(snapshot).find(id);
  if (!photo || photo->name.empty()) throw Refusal(ENOENT);
  return {Paths(snapshot).path_of(photo->shown), photo->stamp};
}

std::vector<KnownPath> paths_of(const Gallery& gallery, PhotoId id) {
  const Snapshot snapshot(gallery);
  std::vector<KnownPath> paths;
  for (const FilePlace& place : Photos(snapshot).places_of(id))
    if (const auto known = Paths(snapshot).find(place)) paths.push_back({Paths(snapshot).path_of(place), known->stamp});
  return paths;
}

OpenedPhoto opened_as_known(MountedTree& mount, const KnownPath& known) {
  auto opened = mount.photos.open(known.path);
  int error = ESTALE;  // another content is there now: never serve it under this one's name
  if (const auto* open = std::get_if<PhotoFile>(&opened)) {
    if (open->stamp().size == known.stamp.size && open->stamp().mtime_ns == known.stamp.mtime_ns) return opened;
  } else {
    error = std::get<int>(opened);
    if (error == ENOENT && mount.requests.is_away(known.path)) return EIO;
  }
  mount.requests.path_suspect(known.path);
  return error;
}

}  // namespace

/// Holds no snapshot while it opens: a disk may take its time, and a snapshot keeps what is being forgotten.
PhotoFile open_shown_photo(MountedTree& mount, PhotoId id) {
  const KnownPath shown = shown_path_of(mount.gallery, id);
  auto opened = opened_as_known(mount, shown);
  if (std::holds_alternative<int>(opened))
    for (const KnownPath& known : paths_of(mount.gallery, id))
      if (std::holds_alternative<int>(opened) && known.path != shown.path) opened = opened_as_known(mount, known);
  if (const int* error = std::get_if<int>(&opened)) throw Refusal(*error);
  return std::get<PhotoFile>(std::move(opened));
}

void forget_writer(MountedTree& mount, Inode inode) {
  if (inode.kind == InodeKind::incoming)
    mount.incoming.writer_left(inode);
  else
    mount.files.writer_left(inode);
}

UniqueFd report_sink() {
  return UniqueFd(checked(::open("/dev/null", O_RDWR | O_CLOEXEC)));
}

void add_opening_operations(fuse_lowlevel_ops& operations) {
  operations.open = on_open;
  operations.flush = on_flush;
  operations.release = on_release;
  operations.fsync = on_fsync;
  operations.fsyncdir = on_fsyncdir;
}

}  // namespace facefs
