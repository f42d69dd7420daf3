// SPDX-License-Identifier: Apache-2.0
// `mv people/Joey/x.jpg enroll/Joey/`: the photo's bytes are copied, and the copy teaches.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "fuse/verbs.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

void copy_bytes(const PhotoFile& from, const UniqueFd& to) {
  if (const int error = from.copy_to(to)) throw Refusal(error);
  checked(::fdatasync(to.get()));
}

/// The copy of a photo before it is a reference. It is removed with its last owner, unless it has another name by then.
class UnfinishedCopy {
 public:
  explicit UnfinishedCopy(std::filesystem::path file) : file_(std::move(file)) {}
  ~UnfinishedCopy() { ::unlink(file_.c_str()); }  // not erased: the photo itself stays
  UnfinishedCopy(const UnfinishedCopy&) = delete;
  UnfinishedCopy& operator=(const UnfinishedCopy&) = delete;
  const std::filesystem::path& file() const { return file_; }

 private:
  const std::filesystem::path file_;
};

/// Gives the copy its name before the log names it, and erases it where the log's line is refused.
void name_copy(fuse_req_t request, const UnfinishedCopy& copy, const std::filesystem::path& file,
               const TeachWithPhoto& deed, const EntryPlace& from, const EntryPlace& to) {
  checked(::renameat2(AT_FDCWD, copy.file().c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE));
  try {
    sync_folder(file.parent_path());
  } catch (const std::exception&) {
    erase_file(file);
    throw;
  }
  perform(
      request, deed,
      [=](MountedTree& mount) {
        const ReferencePlace reference{deed.person, deed.reference.name};
        mount.files.begin(reference, deed.reference.file);
        mount.files.set_named(reference);
        mount.requests.reference_touched(reference.person, reference.file);
        fuse_reply_err(request, 0);
        mount.requests.kernel_saw(from.folder, from.name, Seen::nothing);
        mount.requests.kernel_saw(to.folder, to.name, Seen::file);
      },
      [file](MountedTree&) { erase_file(file); });
}

}  // namespace

void teach_with_photo(fuse_req_t request, MountedTree& mount, TeachWithPhoto deed, const EntryPlace& from,
                      const EntryPlace& to) {
  const ReferencePlace reference{deed.person, to.name};
  if (to.name == kReport || mount.files.stat_of(reference)) throw Refusal(EPERM);
  // Copied here, to keep the writer's thread free.
  deed.reference.file = new_reference_file();
  const auto part = mount.incoming.folder_of(deed.person) / (deed.reference.file + ".part");
  const auto copy = std::make_shared<const UnfinishedCopy>(part);
  copy_bytes(open_shown_photo(mount, deed.photo), make_incoming_file(mount, reference, copy->file(), 0644));
  when_teaching_has_begun(request, mount, reference.person, reference.file, [=](MountedTree& there) {
    name_copy(request, *copy, there.files.folder_of(deed.person) / deed.reference.file, deed, from, to);
  });
}

}  // namespace facefs
