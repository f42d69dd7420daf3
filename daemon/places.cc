// SPDX-License-Identifier: Apache-2.0
// The folders of a configuration, checked against the disk before anything is opened or mounted.
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>

#include "daemon/config.h"
#include "fuse/session.h"
#include "index/text.h"

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

/// NFS, SMB and FUSE cannot keep LMDB's locks and maps coherent.
bool is_remote(const fs::path& path) {
  struct statfs info {};
  if (::statfs(path.c_str(), &info) != 0) return false;
  constexpr unsigned long kCifs = 0xff534d42;
  constexpr unsigned long kSmb2 = 0xfe534d42;
  constexpr unsigned long kFuse = 0x65735546;
  const auto type = static_cast<unsigned long>(info.f_type) & 0xffffffff;
  return type == NFS_SUPER_MAGIC || type == kCifs || type == kSmb2 || type == kFuse;
}

/// "/media/usb/" and "/media/usb" are one root, also while neither is there.
fs::path without_end_slash(const fs::path& path) {
  return path.has_filename() || path == path.root_path() ? path : path.parent_path();
}

void check_mount_point(fs::path& mount) {
  std::error_code error;
  if (!fs::exists(mount, error) && !fs::create_directories(mount, error))
    throw ConfigError("mount = " + in_quotes(mount) + " cannot be made (" + error.message() + "): name another folder");
  if (!fs::is_directory(mount))
    throw ConfigError("mount = " + in_quotes(mount) + " is no folder: name an empty folder");
  if (!fs::is_empty(mount))
    throw ConfigError("mount = " + in_quotes(mount) +
                      " is not empty: what is in it would be hidden; move it away, or name an empty folder");
  mount = fs::canonical(mount);
}

void check_root(fs::path& root, const fs::path& mount, const fs::path& data) {
  // Told before it is looked for: a root inside the mount does not exist while nothing is mounted there.
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
  root = without_end_slash(plain);
}

void check_data_folder(fs::path& data) {
  std::error_code error;
  if (!fs::exists(data)) {
    fs::create_directories(data, error);
    if (!error) fs::permissions(data, fs::perms::owner_all, error);
    if (error) throw ConfigError("--data " + in_quotes(data) + " cannot be made: " + error.message());
  }
  struct stat info {};
  if (::stat(data.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    throw ConfigError("--data " + in_quotes(data) + " is no folder");
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

}  // namespace

void check_places(Config& config) {
  clear_stale_mount(config.mount);  // before anything else: every call on a dead mount fails
  check_data_folder(config.data);
  for (fs::path& root : config.roots) root = without_end_slash(fs::absolute(root).lexically_normal());
  const fs::path mount = fs::weakly_canonical(config.mount);
  for (fs::path& root : config.roots) check_root(root, mount, config.data);
  check_mount_point(config.mount);
}

}  // namespace facefs
