// SPDX-License-Identifier: Apache-2.0
// Requests that make a file, write to it, or change its attributes. Files may be written below enroll/ and copied into
// people/NAME/. All else is refused with an errno that file managers show as a sentence (docs/mount.md has each one).
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>

#include "fuse/photo_xattrs.h"
#include "fuse/poke_requests.h"
#include "fuse/verbs.h"

namespace facefs {
namespace {

PersonId enrolled_person(fuse_ino_t parent) {
  const Inode inode(parent);
  if (inode.kind != InodeKind::enrolled) throw Refusal(EPERM);
  return inode.person();
}

void create_report(fuse_req_t request, MountedTree& mount, PersonId person, const fuse_file_info& info) {
  auto open = std::make_unique<OpenFile>();
  open->file = report_sink();
  Entry entry{std::string(kReport), inode_of(InodeKind::report, person), {}};
  entry.attributes.st_mode = S_IFREG | 0644;
  entry.attributes.st_nlink = 1;
  reply_created(request, mount, entry, info, std::move(open));
}

void on_create(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    refuse_junk(mount, name);
    if (Inode(parent).kind == InodeKind::people)
      return create_incoming(request, mount, {Inode(parent), name}, mode, *info);
    const ReferencePlace place{enrolled_person(parent), name};
    if (name == kReport) return create_report(request, mount, place.person, *info);
    when_teaching_has_begun(request, mount, place.person, place.file,
                            [request, parent, place, mode, info = *info](MountedTree& there) {
                              auto open = std::make_unique<OpenFile>();
                              open->file = create_reference(there, place, mode, info.flags);
                              const Entry entry = entry_in(there, parent, place.file);
                              there.files.remember(entry.inode, place);
                              there.files.writer_came(entry.inode);
                              open->writes = true;
                              open->dirty = true;
                              reply_created(request, there, entry, info, std::move(open));
                            });
  });
}

void on_mknod(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode, dev_t) {
  answer(request, [&](MountedTree& mount) {
    if (poked_making(request, mount, Inode(parent), name)) return;
    refuse_junk(mount, name);
    const ReferencePlace place{enrolled_person(parent), name};
    if (!S_ISREG(mode) || name == kReport) throw Refusal(EPERM);
    when_teaching_has_begun(
        request, mount, place.person, place.file, [request, parent, place, mode](MountedTree& there) {
          create_reference(there, place, mode, O_EXCL);
          const Entry entry = entry_in(there, parent, place.file);
          there.files.remember(entry.inode, place);
          there.requests.reference_touched(place.person, place.file);
          when_named(request, there, place,
                     [request, entry](MountedTree& again) { reply_entry(request, again, entry, entry.name); });
        });
  });
}

/// Bytes that may be written to a file before the sum over all files is taken again.
constexpr std::uint64_t kBetweenSums = 16 << 20;

void check_room(MountedTree& mount, std::uint64_t offset, std::uint64_t size) {
  const std::uint64_t end = offset + size;
  if (end > mount.files.limits().bytes) throw Refusal(EDQUOT);
  if (offset / kBetweenSums == end / kBetweenSums) return;
  if (const int error = mount.files.room_for_bytes(size)) throw Refusal(error);
}

void on_write(fuse_req_t request, fuse_ino_t, const char* bytes, std::size_t size, off_t offset, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    auto& open = *handle_numbered<OpenFile>(info->fh);
    check_room(mount, static_cast<std::uint64_t>(offset), size);
    const ssize_t written = ::pwrite(open.file.get(), bytes, size, offset);
    if (written < 0) throw Refusal(errno);
    open.dirty = true;
    fuse_reply_write(request, static_cast<std::size_t>(written));
  });
}

timespec time_to_set(int flags, int set, int now, const timespec& given) {
  if ((flags & now) != 0) return {0, UTIME_NOW};
  return (flags & set) != 0 ? given : timespec{0, UTIME_OMIT};
}

void change_file(MountedTree& mount, const std::string& path, const Attributes& wanted, int flags) {
  const Owner& owner = mount.tree.owner();
  if ((flags & FUSE_SET_ATTR_UID) != 0 && wanted.st_uid != owner.user) throw Refusal(EPERM);
  if ((flags & FUSE_SET_ATTR_GID) != 0 && wanted.st_gid != owner.group) throw Refusal(EPERM);
  if ((flags & FUSE_SET_ATTR_MODE) != 0) checked(::chmod(path.c_str(), (wanted.st_mode & 0777) | 0600));
  if ((flags & FUSE_SET_ATTR_SIZE) != 0) {
    struct ::stat now {};
    checked(::stat(path.c_str(), &now));
    if (wanted.st_size > now.st_size)  // a shorter file makes room
      if (const int error = mount.files.room_for_bytes(static_cast<std::uint64_t>(wanted.st_size - now.st_size)))
        throw Refusal(error);
    checked(::truncate(path.c_str(), wanted.st_size));
  }
  const timespec times[2] = {time_to_set(flags, FUSE_SET_ATTR_ATIME, FUSE_SET_ATTR_ATIME_NOW, wanted.st_atim),
                             time_to_set(flags, FUSE_SET_ATTR_MTIME, FUSE_SET_ATTR_MTIME_NOW, wanted.st_mtim)};
  checked(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW));
}

/// Changes the attributes of a file that is being copied in. A file that has become a photo keeps the photo's.
void change_incoming(MountedTree& mount, Inode inode, const Attributes& wanted, int flags) {
  const auto file = mount.incoming.at(inode);
  if (!file) throw Refusal(ENOENT);
  mount.incoming.touch(inode);
  if (!file->photo) change_file(mount, mount.incoming.path_of(*file).string(), wanted, flags);
}

void on_setattr(fuse_req_t request, fuse_ino_t number, Attributes* wanted, int flags, fuse_file_info*) {
  answer(request, [&](MountedTree& mount) {
    const Inode inode(number);
    if (inode.kind == InodeKind::reference) {
      const auto place = mount.files.place_of(inode);
      if (!place) throw Refusal(ENOENT);
      change_file(mount, mount.files.path_of(*place), *wanted, flags);
      mount.requests.reference_touched(place->person, place->file);
    } else if (inode.kind == InodeKind::incoming) {
      change_incoming(mount, inode, *wanted, flags);
    } else if (inode.kind == InodeKind::photo && (flags & FUSE_SET_ATTR_SIZE) == 0 &&
               mount.incoming.has_just_come(inode.photo())) {
      // A copier's last touch to a file that it takes for its own: the photo keeps the original's attributes.
    } else if (inode.kind != InodeKind::report && inode.kind != InodeKind::enrolled) {
      throw Refusal((flags & FUSE_SET_ATTR_SIZE) != 0 ? EACCES : EPERM);
    }
    const auto attributes = mount.tree.attributes(Snapshot(mount.gallery), inode);
    if (!attributes) throw Refusal(ENOENT);
    fuse_reply_attr(request, &*attributes, seconds_valid(inode));
  });
}

/// Sets the person's own cap; 0 takes it away.
void set_own_cap(fuse_req_t request, Inode inode, std::string_view name, float cap) {
  if (inode.kind != InodeKind::people || name != kCertain) throw Refusal(EOPNOTSUPP);
  perform(request, SetCertain{inode.person(), cap}, [request](MountedTree&) { fuse_reply_err(request, 0); });
}

void on_setxattr(fuse_req_t request, fuse_ino_t inode, const char* name, const char* value, std::size_t size, int) {
  answer(request, [&](MountedTree&) {
    float cap = 0;
    const auto [end, error] = std::from_chars(value, value + size, cap);
    const bool good = error == std::errc() && end == value + size && cap > 0 && cap <= 1;
    if (name == kCertain && !good) throw Refusal(EINVAL);
    set_own_cap(request, Inode(inode), name, cap);
  });
}

void on_removexattr(fuse_req_t request, fuse_ino_t inode, const char* name) {
  answer(request, [&](MountedTree&) { set_own_cap(request, Inode(inode), name, 0); });
}

}  // namespace

void reply_created(fuse_req_t request, MountedTree& mount, const Entry& entry, fuse_file_info info,
                   std::unique_ptr<OpenFile> open) {
  open->inode = entry.inode;
  OpenFile* const kept = mount.open_files.keep(std::move(open));
  info.fh = handle_number_of(kept);
  const fuse_entry_param param = entry_param_of(mount, entry);
  if (fuse_reply_create(request, &param, &info) == 0) return;
  if (kept->writes) forget_writer(mount, kept->inode);  // the opener was interrupted: no RELEASE will come
  mount.open_files.take(kept);
}

void add_writing_operations(fuse_lowlevel_ops& operations) {
  operations.create = on_create;
  operations.mknod = on_mknod;
  operations.write = on_write;
  operations.setattr = on_setattr;
  operations.setxattr = on_setxattr;
  operations.removexattr = on_removexattr;
}

}  // namespace facefs
