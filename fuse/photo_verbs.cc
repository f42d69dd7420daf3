// SPDX-License-Identifier: Apache-2.0
// Photos that the user removes from a folder or moves to another one: decisions about the faces in them.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "fuse/verbs.h"
#include "index/storage/folders.h"
#include "index/storage/photos.h"
#include "index/values/reference_file.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

struct ShownPhoto {
  FolderKey folder;
  PhotoId photo;
};

/// What was copied in just now stands there under the name that it was given, until its node goes.
std::optional<PhotoId> copied_in(MountedTree& mount, const Place& place) {
  if (place.folder.kind != InodeKind::people) return std::nullopt;
  const auto inode = mount.incoming.named(place.folder.person(), place.name);
  const auto file = inode ? mount.incoming.at(*inode) : std::nullopt;
  if (!file || !file->photo) return std::nullopt;
  mount.incoming.remove(*inode);
  return file->photo;
}

ShownPhoto photo_at(MountedTree& mount, const Place& place) {
  const Snapshot snapshot(mount.gallery);
  const auto folder = folder_of(place.folder);
  if (const auto copied = copied_in(mount, place)) return {*folder, *copied};
  const auto photo = Photos(snapshot).named(place.name);
  if (!folder || !photo || !Folders(snapshot).shows(*folder, *photo)) throw Refusal(ENOENT);
  return {*folder, *photo};
}

using Act = std::function<void(Update&, DecisionLog&)>;

/// What it means that the photo is taken out of its folder.
Act removal(const ShownPhoto& shown, const Actor& actor) {
  return [shown, actor](Update& update, DecisionLog& log) {
    if (shown.folder.person() != kNobody)
      say_is_not(update, log, actor, shown.photo, shown.folder);
    else if (shown.folder.kind == Kind::ignored)
      say_heed(update, log, actor, shown.photo);
    else
      say_ignore(update, log, actor, shown.photo, shown.folder);
  };
}

/// What it means that the photo is moved into another folder; nothing where that means nothing.
std::optional<Act> move(const ShownPhoto& shown, const FolderKey& to, const Actor& actor) {
  if (to.kind == Kind::people)
    return Act([=](Update& update, DecisionLog& log) {
      say_is(update, log, actor, shown.photo, to.person(), shown.folder, true);
    });
  if (to.kind == Kind::ignored)
    return Act([=](Update& update, DecisionLog& log) { say_ignore(update, log, actor, shown.photo, shown.folder); });
  const bool to_unknown = to.kind == Kind::unknown || to.kind == Kind::unknown_single;
  const bool is_known = shown.folder.person() != kNobody || shown.folder.kind == Kind::ignored;
  if (!to_unknown || !is_known) return std::nullopt;
  return removal(shown, actor);
}

void copy_bytes(const UniqueFd& from, const UniqueFd& to) {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  while (checked(static_cast<int>(::sendfile(to.get(), from.get(), nullptr, kPiece))) > 0) {
  }
  checked(::fdatasync(to.get()));
}

}  // namespace

/// A removal by a program that moves the photo out of the mount is no rejection.
void remove_photo(fuse_req_t request, MountedTree& mount, const Place& place) {
  const ShownPhoto shown = photo_at(mount, place);
  const Actor actor = actor_of(request);
  // rsync removes nothing here but what it has moved elsewhere (--remove-source-files), long after it has read it.
  const Inode photo = inode_of(shown.photo);
  const bool is_its_own = mount.doings.take_put(photo, place.folder.number(), actor.process);  // it takes a copy back
  if (!is_its_own && (mount.doings.is_moving_out(photo, actor.process) || actor.program == "rsync"))
    throw Refusal(EPERM);
  mount.doings.note_removal(place.folder.number(), actor.process);
  perform(request, removal(shown, actor), [request, place](MountedTree& there) {
    fuse_reply_err(request, 0);
    there.requests.kernel_saw(place.folder, place.name, Seen::nothing);
  });
}

void move_photo(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to) {
  const ShownPhoto shown = photo_at(mount, from);
  const FolderKey target = *folder_of(to.folder);
  if (target == shown.folder) throw Refusal(EPERM);
  auto act = move(shown, target, actor_of(request));
  if (!act) throw Refusal(EPERM);
  perform(request, std::move(*act), [request, from, to](MountedTree& there) {
    fuse_reply_err(request, 0);
    // The kernel has moved the entry as it was asked to; what stands there now is for the gallery to say.
    there.requests.kernel_saw(from.folder, from.name, Seen::nothing);
    there.requests.kernel_saw(to.folder, to.name, Seen::file);
  });
}

namespace {

/// The copy of a photo before it is a reference: gone with whoever holds it last, unless it has another name by then.
class UnfinishedCopy {
 public:
  explicit UnfinishedCopy(std::filesystem::path file) : file_(std::move(file)) {}
  ~UnfinishedCopy() { ::unlink(file_.c_str()); }  // not erased: the photo stays where it is
  UnfinishedCopy(const UnfinishedCopy&) = delete;
  UnfinishedCopy& operator=(const UnfinishedCopy&) = delete;
  const std::filesystem::path& file() const { return file_; }

 private:
  const std::filesystem::path file_;
};

/// On the writer's thread: the file stands first, then the log names it, and what is refused leaves nothing behind.
void take_as_reference(Update& update, DecisionLog& log, const Actor& actor, const UnfinishedCopy& copy,
                       const std::filesystem::path& file, const ReferencePlace& reference, const ShownPhoto& shown) {
  if (::renameat2(AT_FDCWD, copy.file().c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0) throw Refusal(errno);
  try {
    sync_folder(file.parent_path());
    name_references(update, log, actor, reference.person, {{file.filename().string(), reference.file}});
    say_is(update, log, actor, shown.photo, reference.person, shown.folder, true);
  } catch (const std::exception&) {
    erase_file(file);
    throw;
  }
}

}  // namespace

void teach_with_photo(fuse_req_t request, MountedTree& mount, const Place& from, const Place& to) {
  const ShownPhoto shown = photo_at(mount, from);
  const ReferencePlace reference{to.folder.person(), to.name};
  if (to.name == kReport || mount.files.stat_of(reference)) throw Refusal(EPERM);
  const Actor actor = actor_of(request);
  // Here, because the writer's thread is no place for copying.
  const std::string stored = new_reference_file();
  const auto copy =
      std::make_shared<const UnfinishedCopy>(mount.incoming.folder_of(reference.person) / (stored + ".part"));
  copy_bytes(open_shown_photo(mount, shown.photo), make_incoming_file(mount, reference, copy->file(), 0644));
  when_teaching_has_begun(request, mount, reference.person, reference.file, [=](MountedTree& there) {
    perform(
        request,
        [=, file = there.files.folder_of(reference.person) / stored](Update& update, DecisionLog& log) {
          take_as_reference(update, log, actor, *copy, file, reference, shown);
        },
        [=](MountedTree& again) {
          again.files.begin(reference, stored);
          again.files.set_named(reference);
          again.requests.reference_touched(reference.person, reference.file);
          fuse_reply_err(request, 0);
          again.requests.kernel_saw(from.folder, from.name, Seen::nothing);
          again.requests.kernel_saw(to.folder, to.name, Seen::file);
        });
  });
}

}  // namespace facefs
