// SPDX-License-Identifier: Apache-2.0
// Checks the folders of a configuration against the disk, before anything is opened or mounted.
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>

#include "daemon/config.h"
#include "daemon/journal.h"
#include "daemon/lock_file.h"
#include "fuse/connection.h"
#include "fuse/mount_point.h"
#include "fuse/mount_table.h"
#include "fuse/stale_mount.h"
#include "system/text.h"

namespace facefs {
namespace {

namespace fs = std::filesystem;

std::string in_quotes(const fs::path& path) {
  return "'" + escaped(path.string()) + "'";
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  (void)rest;
  return end == folder.end();
}

/// Tells whether a path is on NFS, SMB or FUSE, which cannot keep LMDB's locks and maps coherent.
bool is_remote(const fs::path& path) {
  struct statfs info {};
  if (::statfs(path.c_str(), &info) != 0) return false;
  constexpr unsigned long kCifs = 0xff534d42;
  constexpr unsigned long kSmb2 = 0xfe534d42;
  constexpr unsigned long kFuse = 0x65735546;
  const auto type = static_cast<unsigned long>(info.f_type) & 0xffffffff;
  return type == NFS_SUPER_MAGIC || type == kCifs || type == kSmb2 || type == kFuse;
}

/// Returns the path without a slash at its end: "/media/usb/" and "/media/usb" are one root, also while neither is
/// there.
fs::path without_end_slash(const fs::path& path) {
  return path.has_filename() || path == path.root_path() ? path : path.parent_path();
}

/// Checks what is mounted at the mount point, before anything else asks it. Every call on a dead mount fails, and on a
/// silent one none returns.
void check_mount(fs::path& mount) {
  mount = canonical_mount_point(mount);
  const MountState state = clear_stale_mount(mount);
  if (state == MountState::none) return;
  const auto server = state == MountState::serving ? server_of(mount) : std::nullopt;
  const std::string whose = server && *server > 0 ? "another facefsd, process " + std::to_string(*server) + "," : "";
  if (!whose.empty())
    throw TakenByAnother(whose + " serves " + in_quotes(mount) +
                         " already: end that one first, or give this one another --mount");
  if (state == MountState::silent)
    throw TakenByAnother(in_quotes(mount) +
                         " is a mount that does not answer: let its facefsd go on (is it stopped?), or " +
                         how_to_abort(mount));
  throw ConfigError("mount = " + in_quotes(mount) + " is another mount already: name an empty folder");
}

/// Checks that the mount point is an empty folder, and makes it if it is missing. Files in a mount point of ours came
/// there while nothing was mounted, and are moved aside. Any other folder is left alone.
void check_mount_point(fs::path& mount, const fs::path& data) {
  std::error_code error;
  if (!fs::exists(mount, error) && !fs::create_directories(mount, error))
    throw ConfigError("mount = " + in_quotes(mount) + " cannot be made (" + error.message() + "): name another folder");
  if (!fs::is_directory(mount))
    throw ConfigError("mount = " + in_quotes(mount) + " is not a folder: name an empty folder");
  if (!fs::is_empty(mount) && last_daemon(data).mount == mount.string())
    if (const auto folder = move_aside(mount))
      journal::warn("somebody put files into " + in_quotes(mount) + " while nothing was mounted there: they are in " +
                    in_quotes(*folder) + " now");
  if (!fs::is_empty(mount))
    throw ConfigError("mount = " + in_quotes(mount) +
                      " is not empty: what is in it would be hidden; move it away, or name an empty folder");
  mount = fs::canonical(mount);
}

void check_root(fs::path& root, const fs::path& mount, const fs::path& data) {
  // Checked before the root is looked for: a root inside the mount does not exist while nothing is mounted there.
  const fs::path plain = fs::weakly_canonical(root);
  if (is_within(plain, mount))
    throw ConfigError("roots: " + in_quotes(plain) + " is inside the mount " + in_quotes(mount) +
                      ": facefs would watch itself; name a folder outside it");
  if (is_within(mount, plain))
    throw ConfigError("mount = " + in_quotes(mount) + " is inside the photo folder " + in_quotes(plain) +
                      ": facefs would watch itself; mount elsewhere");
  if (is_within(plain, data))
    throw ConfigError("roots: " + in_quotes(plain) + " is inside the data folder " + in_quotes(data) +
                      ": name a folder outside it");
  if (const auto over = mount_over(mount_table(), plain); over && over->type == kMountType)
    throw ConfigError("roots: " + in_quotes(plain) +
                      " is in a mount of facefs, which shows photos that lie elsewhere: " +
                      "name the folders with the photos themselves");
  root = without_end_slash(plain);
}

}  // namespace

void check_data_folder(Config& config) {
  fs::path& data = config.data;
  std::error_code error;
  if (!fs::exists(data)) {
    fs::create_directories(data, error);
    if (!error) fs::permissions(data, fs::perms::owner_all, error);
    if (error) throw ConfigError("--data " + in_quotes(data) + " cannot be made: " + error.message());
  }
  struct stat info {};
  if (::stat(data.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    throw ConfigError("--data " + in_quotes(data) + " is not a folder");
  if (info.st_uid != ::geteuid())
    throw ConfigError("--data " + in_quotes(data) + " belongs to somebody else: name a folder of your own");
  if ((info.st_mode & 077) != 0)
    throw ConfigError("--data " + in_quotes(data) +
                      " can be entered by others: faces are private, run chmod 700 on it");
  if (is_remote(data))
    throw ConfigError("--data " + in_quotes(data) +
                      " is on a network or FUSE file system, where a database breaks: name a folder on a local disk");
  data = fs::canonical(data);
}

void check_places(Config& config) {
  check_mount(config.mount);
  for (fs::path& root : config.roots) root = without_end_slash(fs::absolute(root).lexically_normal());
  for (fs::path& root : config.roots) check_root(root, config.mount, config.data);
  check_mount_point(config.mount, config.data);
}

}  // namespace facefs
