// SPDX-License-Identifier: Apache-2.0
#include "fuse/incoming_names.h"

#include <sys/stat.h>
#include <unistd.h>

#include "index/decisions/act.h"
#include "index/storage/references.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

/// Reserves a name in enroll/ for the file, so that no other file gets it meanwhile.
ReferencePlace reserve_name(MountedTree& mount, Inode inode, const IncomingFiles::File& file) {
  ReferencePlace reference = mount.files.free_place(file.place);
  mount.files.begin(reference, file.stored);
  mount.incoming.set_reference(inode, reference);
  sync_folder(mount.incoming.mark_of(file).parent_path());
  return reference;
}

NameReferences naming_of(const IncomingFiles::File& file, const ReferencePlace& reference) {
  return {reference.person, {{file.stored, reference.file}}, {}, true};
}

/// Keeps the reserved name for the file where the gallery has it; otherwise frees the name.
void settle_name(MountedTree& mount, Inode inode, const ReferencePlace& reference, const std::string& stored) {
  if (References(Snapshot(mount.gallery)).file(reference.person, stored)) return mount.files.set_named(reference);
  mount.files.removed(reference);
  mount.incoming.set_reference(inode, std::nullopt);
}

bool holds_its_name(MountedTree& mount, const IncomingFiles::File& file) {
  return file.reference && mount.files.stored_name_of(*file.reference) == file.stored;
}

void become_reference(MountedTree& mount, Inode inode, const IncomingFiles::File& file) {
  if (!mount.incoming.link_reference(file)) return;
  mount.incoming.became_reference(inode);
  mount.requests.reference_touched(file.reference->person, file.reference->file);
  mount.requests.incoming_settled();
}

}  // namespace

void name_incoming(fuse_req_t request, MountedTree& mount, Inode inode) {
  const auto file = mount.incoming.at(inode);
  if (!file) throw Refusal(ENOENT);
  const ReferencePlace reference = reserve_name(mount, inode, *file);
  perform(
      request, naming_of(*file, reference),
      [request, inode, reference, stored = file->stored](MountedTree& there) {
        settle_name(there, inode, reference, stored);
        fuse_reply_err(request, 0);
        if (const auto now = there.incoming.at(inode); now && now->writers == 0) keep_incoming(there, inode);
      },
      [inode, reference, stored = file->stored](MountedTree& there) { settle_name(there, inode, reference, stored); });
}

void keep_incoming(MountedTree& mount, Inode inode) {
  const auto file = mount.incoming.at(inode);
  struct ::stat info {};
  if (!file || file->photo || is_temporary_name(file->place.file)) return;
  if (file->is_reference)  // written over: it must be read again
    return mount.requests.reference_touched(file->reference->person, file->reference->file);
  if (::stat(mount.incoming.mark_of(*file).c_str(), &info) != 0 || info.st_size == 0) return;
  if (holds_its_name(mount, *file)) {
    if (mount.files.is_named(*file->reference)) become_reference(mount, inode, *file);
    return;
  }
  const ReferencePlace reference = reserve_name(mount, inode, *file);  // no name yet, or another file took it
  mount.requests.perform({{"facefs", 0}, naming_of(*file, reference)},
                         [&mount, inode, reference, stored = file->stored](int error) {
                           settle_name(mount, inode, reference, stored);
                           if (error == 0) keep_incoming(mount, inode);
                         });
}

void drop_incoming_bytes(MountedTree& mount, const IncomingFiles::File& file) {
  if (!file.reference) return (void)::unlink(mount.incoming.mark_of(file).c_str());  // the photo itself stays
  if (file.is_reference) {
    erase_file(mount.incoming.path_of(file));
    mount.files.removed(*file.reference);
    mount.requests.reference_gone(file.reference->person, file.reference->file);
  } else if (holds_its_name(mount, file)) {
    mount.files.removed(*file.reference);
  }
  erase_file(mount.incoming.mark_of(file));
}

}  // namespace facefs
