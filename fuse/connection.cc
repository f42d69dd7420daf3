// SPDX-License-Identifier: Apache-2.0
#include "fuse/connection.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <string>

#include "fuse/mount_table.h"
#include "system/text.h"

namespace facefs {
namespace {

constexpr const char* kUsualPlace = "/sys/fs/fuse/connections";

/// Returns fusectl, mounted where no other program sees it; an empty descriptor without root's rights.
UniqueFd unseen_fusectl() {
  const UniqueFd context(::fsopen("fusectl", FSOPEN_CLOEXEC));
  if (!context || ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return UniqueFd();
  return UniqueFd(::fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
}

}  // namespace

std::optional<unsigned> connection_at(const std::filesystem::path& mount_point) {
  const auto mount = mount_at(mount_table(), mount_point);
  return mount && mount->type == kMountType ? std::optional(mount->device_minor) : std::nullopt;
}

UniqueFd abort_switch(unsigned number) {
  const std::string name = std::to_string(number) + "/abort";
  UniqueFd usual(::open((std::string(kUsualPlace) + "/" + name).c_str(), O_WRONLY | O_CLOEXEC));
  if (usual) return usual;
  const UniqueFd fusectl = unseen_fusectl();
  return fusectl ? UniqueFd(::openat(fusectl.get(), name.c_str(), O_WRONLY | O_CLOEXEC)) : UniqueFd();
}

void abort_connection(const UniqueFd& abort_switch) {
  // Any bytes mean the same, and nothing can be done about an error.
  [[maybe_unused]] const ssize_t ignored = ::write(abort_switch.get(), "1", 1);
}

bool abort_connection_at(const std::filesystem::path& mount_point, unsigned number) {
  if (connection_at(mount_point) != number) return false;
  if (const UniqueFd by_switch = abort_switch(number)) {
    abort_connection(by_switch);
    return true;
  }
  // EBUSY means that it stays mounted because it is in use; the connection is aborted anyway.
  return ::umount2(mount_point.c_str(), MNT_FORCE) == 0 || errno == EBUSY;
}

std::string how_to_abort(const std::filesystem::path& mount_point) {
  return "run as root: umount -f " + shell_word(mount_point.string());
}

}  // namespace facefs
