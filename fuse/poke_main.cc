// SPDX-License-Identifier: Apache-2.0
// facefs-poke: makes through the mount what facefsd has changed in it, so that open windows hear of it (fuse/poke.h).
// facefsd starts it, with its end of the socket as descriptor 0 and the mount's path; it is never started by hand. It
// holds nothing of the mount open between two pokes, or the mount could not be ejected. It makes nothing outside a
// mount.
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "fuse/poke.h"
#include "system/unique_fd.h"

namespace {

using facefs::Poke;
using facefs::UniqueFd;

constexpr int kTries = 100;

/// Opens the mount's root. Returns 0, or the errno that says why this is not it: where the mount is gone, the user's
/// own folder is there instead.
int open_mount(const char* path, UniqueFd& root) {
  root = UniqueFd(::open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return errno;
  struct statfs info {};
  if (::fstatfs(root.get(), &info) != 0) return errno;
  return info.f_type == FUSE_SUPER_MAGIC ? 0 : ENODEV;
}

int carry_out(const Poke& poke, int folder) {
  const char* name = poke.name.c_str();
  switch (poke.act) {
    case Poke::Act::make_file:
      return ::mknodat(folder, name, S_IFREG | 0644, 0);
    case Poke::Act::make_folder:
      return ::mkdirat(folder, name, 0755);
    case Poke::Act::make_link:
      return ::symlinkat(poke.other.c_str(), folder, name);
    case Poke::Act::remove_file:
      return ::unlinkat(folder, name, 0);
    case Poke::Act::remove_folder:
      return ::unlinkat(folder, name, AT_REMOVEDIR);
    case Poke::Act::rename:
      return ::renameat(folder, name, folder, poke.other.c_str());
  }
  return 0;
}

/// Makes the poke and returns its errno, or 0. A folder that is closed to everybody is open to this program alone.
/// Another program's question may undo that just before the change: then it is tried again.
int errno_of(const Poke& poke, const char* mount) {
  UniqueFd root;
  if (const int error = open_mount(mount, root)) return error;
  UniqueFd folder;
  if (!poke.folder.empty()) {
    folder = UniqueFd(::openat(root.get(), poke.folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return errno;
  }
  for (int i = 0; i < kTries; ++i) {
    if (carry_out(poke, folder ? folder.get() : root.get()) == 0) return 0;
    if (errno != EACCES) break;
  }
  return errno;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "facefs-poke is started by facefsd; it does nothing by hand\n";
    return 2;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGINT, SIG_IGN);  // from a terminal: facefsd decides
  std::array<char, facefs::kLargestPoke> bytes{};
  ssize_t size = 0;
  while ((size = ::recv(STDIN_FILENO, bytes.data(), bytes.size(), 0)) > 0) {
    const auto poke = facefs::decoded_poke({bytes.data(), static_cast<std::size_t>(size)});
    const int error = poke ? errno_of(*poke, words[1]) : EINVAL;
    if (::send(STDIN_FILENO, &error, sizeof error, MSG_NOSIGNAL) < 0) break;
  }
  return 0;
}
