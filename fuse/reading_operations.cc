// SPDX-License-Identifier: Apache-2.0
// Requests that change nothing: look up, stat, list, read, extended attributes.
#include <sys/statvfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "fuse/mounted_tree.h"
#include "fuse/photo_xattrs.h"
#include "fuse/poke_requests.h"
#include "fuse/verbs.h"
#include "index/storage/people.h"
#include "index/values/display_name.h"
#include "system/photo_file.h"

namespace facefs {
namespace {

/// Tells whether file managers look for that name in every folder and for every file. The kernel may remember that it
/// is not there.
bool is_never_there(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames = {".hidden",     ".directory",     ".xdg-volume-info",
                                                             "autorun.inf", ".sh_thumbnails", "Thumbs.db",
                                                             "desktop.ini", ".nomedia"};
  return name.starts_with(".Trash") || std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

/// Returns a folder that went with its last photo, to the program that removed the photo: `rm -r` removes the folder
/// next.
std::optional<Entry> emptied_folder(MountedTree& mount, Inode parent, const std::string& name, int thread) {
  const Snapshot snapshot(mount.gallery);
  const auto person = parent == kPeople ? People(snapshot).spelled(name) : std::nullopt;
  const auto cluster = parent == kUnknown ? cluster_named(name) : std::nullopt;
  if (!person && !cluster) return std::nullopt;
  const Inode inode = person ? inode_of(InodeKind::people, person->id) : inode_of(*cluster);
  if (!mount.activity.just_removed_from(inode.number(), thread)) return std::nullopt;
  auto attributes = mount.tree.attributes(snapshot, kPeople);
  return attributes ? std::optional(Entry{name, inode, *attributes}) : std::nullopt;
}

/// Returns a group under the name that it was given a moment ago.
std::optional<Entry> moved_group(MountedTree& mount, Inode parent, const std::string& name) {
  const auto moved = mount.moved.named(parent, name);
  if (!moved) return std::nullopt;
  const Inode inode = inode_of(moved->cluster);
  const auto attributes = moved_group_attributes(mount, Snapshot(mount.gallery), inode);
  return attributes ? std::optional(Entry{name, inode, *attributes}) : std::nullopt;
}

/// Returns a folder that no listing shows, but that a program looks for right after removing or renaming it.
std::optional<Entry> lingering_folder(MountedTree& mount, Inode parent, const std::string& name, int thread) {
  auto entry = emptied_folder(mount, parent, name, thread);
  return entry ? entry : moved_group(mount, parent, name);
}

/// Counts that the kernel was told of the entry, until the kernel forgets it.
void remember(MountedTree& mount, Inode folder, const Entry& entry) {
  if (entry.inode.kind == InodeKind::reference) mount.files.remember(entry.inode, {folder.person(), entry.name});
  if (entry.inode.kind == InodeKind::named) mount.named.remember(entry.inode);
  mount.folders.looked_up(entry.inode);
}

void on_lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  answer(request, [&](MountedTree& mount) {
    if (poked_lookup(request, mount, Inode(parent), name)) return;
    auto entry = mount.tree.lookup(Snapshot(mount.gallery), Inode(parent), name);
    if (entry && entry->inode.kind == InodeKind::photo)
      if (auto copy = copy_beside(mount, fuse_req_ctx(request)->pid, Inode(parent), *entry)) entry = std::move(copy);
    if (entry) {
      remember(mount, Inode(parent), {name, entry->inode, {}});
      fuse_entry_param param = entry_param_of(mount, *entry, name);
      if (is_live(Inode(parent))) param.entry_timeout = 0;
      fuse_reply_entry(request, &param);
    } else if (const auto lingering = lingering_folder(mount, Inode(parent), name, fuse_req_ctx(request)->pid)) {
      fuse_entry_param param = entry_param_of(mount, *lingering);
      param.entry_timeout = param.attr_timeout = 0;
      mount.folders.looked_up(lingering->inode);
      fuse_reply_entry(request, &param);
    } else if (is_never_there(name) && Inode(parent).kind != InodeKind::enrolled) {
      fuse_entry_param absent{};
      absent.entry_timeout = kLongSeconds;
      fuse_reply_entry(request, &absent);
    } else {
      fuse_reply_err(request, ENOENT);
    }
  });
}

void forget_one(MountedTree& mount, fuse_ino_t inode, std::uint64_t times) {
  if (Inode(inode).kind == InodeKind::reference) mount.files.forget(Inode(inode), times);
  if (Inode(inode).kind == InodeKind::named) mount.named.forget(Inode(inode), times);
  mount.folders.forget(Inode(inode), times);
}

void on_forget(fuse_req_t request, fuse_ino_t inode, std::uint64_t times) {
  forget_one(tree_of(request), inode, times);
  fuse_reply_none(request);
}

void on_forget_multi(fuse_req_t request, std::size_t count, fuse_forget_data* forgotten) {
  for (std::size_t i = 0; i < count; ++i) forget_one(tree_of(request), forgotten[i].ino, forgotten[i].nlookup);
  fuse_reply_none(request);
}

bool stat_open(const OpenFile& open, Attributes& attributes) {
  if (!open.photo) return ::fstat(open.file.get(), &attributes) == 0;
  const auto now = open.photo->attributes();
  if (now) attributes = *now;
  return now.has_value();
}

/// Returns the attributes of a reference that was removed but is still open: the kernel asks by number alone, also for
/// fstat.
std::optional<Attributes> attributes_of_open(MountedTree& mount, Inode inode) {
  Attributes attributes{};
  bool known = false;
  mount.open_files.with_one([&](const OpenFile& open) { return open.inode == inode; },
                            [&](const OpenFile& open) { known = stat_open(open, attributes); });
  if (!known) return std::nullopt;
  attributes.st_ino = inode.number();
  return attributes;
}

/// Opens a folder in the eyes of facefs-poke alone, and tells whether it did. The kernel lets no program make anything
/// in a folder that is closed to its owner. That holds even for one that only repeats what the tree has done.
bool open_to_helper(fuse_req_t request, const MountedTree& mount, Attributes& attributes) {
  if (!S_ISDIR(attributes.st_mode) || !mount.poke.is_helper(fuse_req_ctx(request)->pid)) return false;
  attributes.st_mode |= S_IWUSR;
  return true;
}

void on_getattr(fuse_req_t request, fuse_ino_t number, fuse_file_info*) {
  answer(request, [&](MountedTree& mount) {
    const Inode inode(number);
    auto attributes = mount.tree.attributes(Snapshot(mount.gallery), inode);
    const bool lingers = !attributes && mount.moved.at(inode);
    if (lingers) attributes = moved_group_attributes(mount, Snapshot(mount.gallery), inode);
    if (!attributes && inode.kind == InodeKind::reference) attributes = attributes_of_open(mount, inode);
    if (!attributes) attributes = poked_attributes(request, mount, inode);
    if (!attributes) throw Refusal(ENOENT);
    const bool opened = open_to_helper(request, mount, *attributes) || lingers;
    const double seconds = is_top_folder(inode) ? mount.walks.seconds_valid() : seconds_valid(inode);
    fuse_reply_attr(request, &*attributes, opened ? 0 : seconds);
  });
}

void on_readlink(fuse_req_t request, fuse_ino_t inode) {
  answer(request, [&](MountedTree& mount) {
    const auto target = mount.tree.text(Snapshot(mount.gallery), Inode(inode));
    if (!target) throw Refusal(ENOENT);
    fuse_reply_readlink(request, target->c_str());
  });
}

/// Tells whether the listing can be kept: only of folders of photos. A file that is being copied in comes and goes
/// without the gallery, and a named folder is counted until the kernel forgets it. A listing with either is not kept.
bool can_be_kept(Inode folder, const PackedListing& listing) {
  if (!holds_photos(folder)) return false;
  for (std::size_t i = 0; i < listing.size(); ++i)
    if (const InodeKind kind = listing.kind_at(i); kind == InodeKind::incoming || kind == InodeKind::named)
      return false;
  return true;
}

/// Returns the folder's listing. `changes` is the mount's count, taken before the snapshot. A gallery that was made
/// anew counts as another one, too.
Listing listing_of(MountedTree& mount, const Snapshot& snapshot, Inode inode, std::uint64_t changes) {
  changes += mount.gallery.generation() << 40;
  const bool has_incoming = inode.kind == InodeKind::people && !mount.incoming.in(inode.person()).empty();
  if (auto listing = has_incoming ? nullptr : mount.listings.find(inode, changes)) return listing;
  auto own = mount.tree.attributes(snapshot, inode);
  if (!own) own = moved_group_attributes(mount, snapshot, inode);
  if (!own) throw Refusal(ENOENT);
  std::vector<Entry> entries = {{".", inode, *own}, {"..", kRoot, *own}};
  for (Entry& entry : mount.tree.list(snapshot, inode)) entries.push_back(std::move(entry));
  auto listing = std::make_shared<const PackedListing>(entries);
  if (can_be_kept(inode, *listing)) mount.listings.keep(inode, changes, listing);
  return listing;
}

void on_opendir(fuse_req_t request, fuse_ino_t number, fuse_file_info* info) {
  answer(request, [&](MountedTree& mount) {
    const Inode inode(number);
    auto folder = std::make_unique<OpenFolder>();
    folder->changes = mount.changes;
    folder->inode = inode;
    folder->entries = listing_of(mount, Snapshot(mount.gallery), inode, folder->changes);
    OpenFolder* const kept = mount.open_folders.keep(std::move(folder));
    info->fh = handle_number_of(kept);
    if (fuse_reply_open(request, info) != 0)
      mount.open_folders.take(kept);  // the opener was interrupted: no RELEASE comes
  });
}

void on_releasedir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  tree_of(request).open_folders.take(handle_numbered<OpenFolder>(info->fh));
  fuse_reply_err(request, 0);
}

bool is_dot(const Entry& entry) {
  return entry.name == "." || entry.name == "..";
}

std::size_t add_plain(fuse_req_t request, char* at, std::size_t room, const Entry& entry, off_t next) {
  Attributes attributes = entry.attributes;
  attributes.st_ino = entry.inode.number();
  return fuse_add_direntry(request, at, room, entry.name.c_str(), &attributes, next);
}

/// Adds the entry with its attributes. `fresh` says that nothing has changed since the listing was taken. Otherwise the
/// kernel may not remember the entry: it may have been told already that the entry is gone, and would take it up again.
std::size_t add_plus(fuse_req_t request, const MountedTree& mount, char* at, std::size_t room, const Entry& entry,
                     off_t next, bool fresh) {
  fuse_entry_param param = entry_param_of(mount, entry);
  if (!fresh) param.entry_timeout = param.attr_timeout = 0;
  if (is_dot(entry)) param.ino = 0;  // the kernel does not look these two up
  return fuse_add_direntry_plus(request, at, room, entry.name.c_str(), &param, next);
}

enum class Form { plain, plus };

void read_folder(fuse_req_t request, std::size_t size, off_t offset, fuse_file_info* info, Form form) {
  answer(request, [&](MountedTree& mount) {
    const auto& folder = *handle_numbered<OpenFolder>(info->fh);
    const bool fresh = folder.changes == mount.changes && !is_live(folder.inode);
    std::string buffer(size, '\0');
    std::size_t used = 0;
    for (auto i = static_cast<std::size_t>(offset); i < folder.entries->size(); ++i) {
      const Entry entry = folder.entries->at(i);
      const auto next = static_cast<off_t>(i + 1);
      const std::size_t needed = form == Form::plus
                                     ? add_plus(request, mount, buffer.data() + used, size - used, entry, next, fresh)
                                     : add_plain(request, buffer.data() + used, size - used, entry, next);
      if (needed > size - used) break;
      used += needed;
      if (form == Form::plus && !is_dot(entry)) remember(mount, folder.inode, entry);
    }
    fuse_reply_buf(request, buffer.data(), used);
  });
}

void on_readdir(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  read_folder(request, size, offset, info, Form::plain);
}

void on_readdirplus(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  read_folder(request, size, offset, info, Form::plus);
}

void on_read(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  answer(request, [&](MountedTree&) {
    const auto& open = *handle_numbered<OpenFile>(info->fh);
    // Not from the handle's own memory: a program that gets the reply may close the file, and the handle be gone before
    // the write returns.
    thread_local std::vector<char> buffer;
    if (buffer.size() < size) buffer.resize(size);
    ssize_t count = 0;
    if (open.photo)
      count = open.photo->read_at(buffer.data(), size, offset);
    else if (open.file)
      count = ::pread(open.file.get(), buffer.data(), size, offset);
    else if (static_cast<std::size_t>(offset) < open.text.size())
      count = static_cast<ssize_t>(open.text.copy(buffer.data(), size, static_cast<std::size_t>(offset)));
    if (count < 0) throw Refusal(errno);
    fuse_reply_buf(request, buffer.data(), static_cast<std::size_t>(count));
  });
}

void on_statfs(fuse_req_t request, fuse_ino_t) {
  answer(request, [&](MountedTree& mount) {
    struct statvfs info {};
    if (::statvfs(mount.files.folder_of(kNobody).parent_path().c_str(), &info) != 0) throw Refusal(errno);
    info.f_namemax = 255;
    fuse_reply_statfs(request, &info);
  });
}

/// Replies by the protocol of getxattr: a size of 0 asks how large the value is.
void reply_sized(fuse_req_t request, std::string_view value, std::size_t size) {
  if (size == 0)
    fuse_reply_xattr(request, value.size());
  else if (size < value.size())
    fuse_reply_err(request, ERANGE);
  else
    fuse_reply_buf(request, value.data(), value.size());
}

void on_getxattr(fuse_req_t request, fuse_ino_t inode, const char* name, std::size_t size) {
  // ls -l and file managers ask this for every file, so the gallery is not asked. "Not supported" is better than "not
  // there": ls then asks once a mount and not twice a file.
  if (std::strncmp(name, "user.", 5) != 0) {
    fuse_reply_err(request, EOPNOTSUPP);
    return;
  }
  answer(request, [&](MountedTree& mount) {
    const auto value = xattr_value(Snapshot(mount.gallery), mount.tree.explainer(), mount.files, Inode(inode), name);
    if (!value) throw Refusal(ENODATA);
    reply_sized(request, *value, size);
  });
}

}  // namespace

void add_reading_operations(fuse_lowlevel_ops& operations) {
  operations.lookup = on_lookup;
  operations.forget = on_forget;
  operations.forget_multi = on_forget_multi;
  operations.getattr = on_getattr;
  operations.readlink = on_readlink;
  operations.opendir = on_opendir;
  operations.readdir = on_readdir;
  operations.readdirplus = on_readdirplus;
  operations.releasedir = on_releasedir;
  operations.read = on_read;
  operations.statfs = on_statfs;
  operations.getxattr = on_getxattr;
  // No listxattr: after the first ENOSYS the kernel answers by itself, and ls -l of coreutils 9.7 asks for each file.
  // And a copier that keeps attributes would carry people's names into every copy.
}

}  // namespace facefs
