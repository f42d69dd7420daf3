// SPDX-License-Identifier: Apache-2.0
// Requests that make, change, rename or remove something. What may be written is below enroll/; all else is refused
// with an errno that file managers show as a sentence (docs/mount.md has each one).
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "fuse/mounted_tree.h"
#include "index/person_name.h"

namespace facefs {
namespace {

constexpr std::string_view kReport = ".report.txt";

PersonId enrolled_person(fuse_ino_t parent) {
  const Inode inode(parent);
  if (inode.kind != InodeKind::enrolled) throw Refused{EPERM};
  return inode.person();
}

std::string valid_name(const char* name) {
  switch (fault_of_person_name(name)) {
    case NameFault::none:
      return *nfc_of(name);
    case NameFault::too_long:
      throw Refused{ENAMETOOLONG};
    case NameFault::not_allowed:
      break;
  }
  throw Refused{EINVAL};
}

/// A file that could teach is about to be there: the person must be in the log first. `then` makes it.
void when_teaching_has_begun(fuse_req_t request, MountedTree& mount, PersonId person, std::string_view file,
                             std::function<void(MountedTree&)> then) {
  const auto record = Snapshot(mount.gallery).person(person);
  if (!record) throw Refused{ENOENT};
  if (record->logged || is_temporary_name(file)) return then(mount);
  perform(
      request,
      [person, program = program_of(request)](Update& update, DecisionLog& log) {
        log_person(update, log, person, program);
      },
      std::move(then));
}

Entry entry_in(MountedTree& mount, fuse_ino_t parent, const std::string& name) {
  auto entry = mount.tree.lookup(Snapshot(mount.gallery), Inode(parent), name);
  if (!entry) throw Refused{ENOENT};
  return std::move(*entry);
}

// --- making and writing references ---

UniqueFd create_reference(MountedTree& mount, const ReferencePlace& place, mode_t mode, int flags) {
  if (const int error = mount.files.make_folder(place.person)) throw Refused{error};
  if (!mount.files.stat_of(place))
    if (const int error = mount.files.room_for(place.person, 0)) throw Refused{error};
  const int wanted = O_RDWR | O_CREAT | (flags & (O_EXCL | O_TRUNC));
  const mode_t kept = (mode & 0777) | 0600;  // the daemon must be able to read it
  return UniqueFd(checked(::open(mount.files.path_of(place).c_str(), wanted | O_NOFOLLOW | O_CLOEXEC, kept)));
}

void reply_created(fuse_req_t request, MountedTree& mount, const Entry& entry, fuse_file_info info,
                   std::unique_ptr<OpenFile> open) {
  open->inode = entry.inode;
  OpenFile* const kept = mount.open_files.keep(std::move(open));
  info.fh = reinterpret_cast<std::uint64_t>(kept);
  const fuse_entry_param param = entry_param_of(entry);
  if (fuse_reply_create(request, &param, &info) == 0) return;
  if (kept->writes) mount.files.writer_left(kept->inode);  // the opener was interrupted: no RELEASE will come
  mount.open_files.take(kept);
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
    const ReferencePlace place{enrolled_person(parent), name};
    if (!S_ISREG(mode) || name == kReport) throw Refused{EPERM};
    when_teaching_has_begun(request, mount, place.person, place.file,
                            [request, parent, place, mode](MountedTree& there) {
                              create_reference(there, place, mode, O_EXCL);
                              const Entry entry = entry_in(there, parent, place.file);
                              there.files.remember(entry.inode, place);
                              there.requests.reference_touched(place.person, place.file);
                              const fuse_entry_param param = entry_param_of(entry);
                              fuse_reply_entry(request, &param);
                            });
  });
}

void on_write(fuse_req_t request, fuse_ino_t, const char* bytes, std::size_t size, off_t offset, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    auto& open = *reinterpret_cast<OpenFile*>(info->fh);
    if (static_cast<std::uint64_t>(offset) + size > mount.files.limits().bytes) throw Refused{EDQUOT};
    const ssize_t written = ::pwrite(open.file.number(), bytes, size, offset);
    if (written < 0) throw Refused{errno};
    open.dirty = true;
    fuse_reply_write(request, static_cast<std::size_t>(written));
  });
}

timespec time_to_set(int flags, int set, int now, const timespec& given) {
  if ((flags & now) != 0) return {0, UTIME_NOW};
  return (flags & set) != 0 ? given : timespec{0, UTIME_OMIT};
}

void change_reference(MountedTree& mount, const ReferencePlace& place, const Attributes& wanted, int flags) {
  const std::string path = mount.files.path_of(place);
  const Owner& owner = mount.tree.owner();
  if ((flags & FUSE_SET_ATTR_UID) != 0 && wanted.st_uid != owner.user) throw Refused{EPERM};
  if ((flags & FUSE_SET_ATTR_GID) != 0 && wanted.st_gid != owner.group) throw Refused{EPERM};
  if ((flags & FUSE_SET_ATTR_MODE) != 0) checked(::chmod(path.c_str(), (wanted.st_mode & 0777) | 0600));
  if ((flags & FUSE_SET_ATTR_SIZE) != 0) checked(::truncate(path.c_str(), wanted.st_size));
  const timespec times[2] = {time_to_set(flags, FUSE_SET_ATTR_ATIME, FUSE_SET_ATTR_ATIME_NOW, wanted.st_atim),
                             time_to_set(flags, FUSE_SET_ATTR_MTIME, FUSE_SET_ATTR_MTIME_NOW, wanted.st_mtim)};
  checked(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW));
}

void on_setattr(fuse_req_t request, fuse_ino_t number, Attributes* wanted, int flags, fuse_file_info*) {
  answer(request, [&](MountedTree& mount) {
    const Inode inode(number);
    if (inode.kind == InodeKind::reference) {
      const auto place = mount.files.place_of(inode);
      if (!place) throw Refused{ENOENT};
      change_reference(mount, *place, *wanted, flags);
      mount.requests.reference_touched(place->person, place->file);
    } else if (inode.kind != InodeKind::report && inode.kind != InodeKind::enrolled) {
      throw Refused{(flags & FUSE_SET_ATTR_SIZE) != 0 ? EACCES : EPERM};
    }
    const auto attributes = mount.tree.attributes(Snapshot(mount.gallery), inode);
    if (!attributes) throw Refused{ENOENT};
    fuse_reply_attr(request, &*attributes, seconds_valid(inode));
  });
}

// --- names ---

void on_mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t) {
  answer(request, [&](MountedTree& mount) {
    if (std::string_view(name).starts_with(".Trash")) throw Refused{EACCES};
    if (Inode(parent) != kEnroll) throw Refused{EPERM};
    const std::string person_name = valid_name(name);
    if (Snapshot(mount.gallery).person_named(person_name)) throw Refused{EEXIST};
    perform(
        request, [person_name](Update& update, DecisionLog& log) { add_person(update, log, person_name); },
        [request, parent, person_name, asked = std::string(name)](MountedTree& there) {
          const fuse_entry_param param = entry_param_of(entry_in(there, parent, person_name), asked);
          fuse_reply_entry(request, &param);
        });
  });
}

void on_unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    const ReferencePlace place{enrolled_person(parent), name};
    if (name != kReport) {
      checked(::unlink(mount.files.path_of(place).c_str()));
      mount.files.removed(place);
      mount.requests.reference_gone(place.person, place.file);
    }
    fuse_reply_err(request, 0);
  });
}

void on_rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    if (Inode(parent) != kEnroll) throw Refused{EPERM};
    const auto person = Snapshot(mount.gallery).person_named(name);
    if (!person) throw Refused{ENOENT};
    if (!mount.files.files_of(*person).empty()) throw Refused{ENOTEMPTY};
    mount.requests.forget_person(*person, program_of(request),
                                 [request](int error) { fuse_reply_err(request, error); });
  });
}

void rename_reference(fuse_req_t request, MountedTree& mount, const ReferencePlace& from, const ReferencePlace& to,
                      unsigned flags) {
  if (from.file == kReport || to.file == kReport) throw Refused{EPERM};
  when_teaching_has_begun(request, mount, to.person, to.file, [request, from, to, flags](MountedTree& there) {
    if (const int error = there.files.make_folder(to.person)) throw Refused{error};
    checked(::renameat2(AT_FDCWD, there.files.path_of(from).c_str(), AT_FDCWD, there.files.path_of(to).c_str(), flags));
    there.files.moved(from, to);
    there.requests.reference_gone(from.person, from.file);
    there.requests.reference_touched(to.person, to.file);
    fuse_reply_err(request, 0);
  });
}

void rename_enrolled(fuse_req_t request, MountedTree& mount, const char* from, const char* to) {
  const std::string name = valid_name(to);
  const auto person = Snapshot(mount.gallery).person_named(from);
  if (!person) throw Refused{ENOENT};
  perform(
      request,
      [id = *person, name, program = program_of(request)](Update& update, DecisionLog& log) {
        rename_person(update, log, id, name, program);
      },
      [request](MountedTree&) { fuse_reply_err(request, 0); });
}

void on_rename(fuse_req_t request, fuse_ino_t parent, const char* name, fuse_ino_t new_parent, const char* new_name,
               unsigned flags) {
  answer(request, [&](MountedTree& mount) {
    if ((flags & ~static_cast<unsigned>(RENAME_NOREPLACE)) != 0) throw Refused{EINVAL};
    if (Inode(parent) == kEnroll && Inode(new_parent) == kEnroll)
      rename_enrolled(request, mount, name, new_name);
    else
      rename_reference(request, mount, {enrolled_person(parent), name}, {enrolled_person(new_parent), new_name}, flags);
  });
}

void on_symlink(fuse_req_t request, const char*, fuse_ino_t, const char*) {
  fuse_reply_err(request, EPERM);
}
void on_link(fuse_req_t request, fuse_ino_t, fuse_ino_t, const char*) {
  fuse_reply_err(request, EPERM);
}
void on_setxattr(fuse_req_t request, fuse_ino_t, const char*, const char*, std::size_t, int) {
  fuse_reply_err(request, EOPNOTSUPP);
}
void on_removexattr(fuse_req_t request, fuse_ino_t, const char*) {
  fuse_reply_err(request, EOPNOTSUPP);
}

}  // namespace

void add_enroll_operations(fuse_lowlevel_ops& operations) {
  operations.create = on_create;
  operations.mknod = on_mknod;
  operations.write = on_write;
  operations.setattr = on_setattr;
  operations.mkdir = on_mkdir;
  operations.unlink = on_unlink;
  operations.rmdir = on_rmdir;
  operations.rename = on_rename;
  operations.symlink = on_symlink;
  operations.link = on_link;
  operations.setxattr = on_setxattr;
  operations.removexattr = on_removexattr;
}

}  // namespace facefs
