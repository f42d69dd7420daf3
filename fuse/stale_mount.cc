// SPDX-License-Identifier: Apache-2.0
#include "fuse/stale_mount.h"

#include <poll.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#include "fuse/mount_table.h"
#include "system/unique_fd.h"

namespace facefs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{2000};

/// Returns the answer of a child process; nothing where it does not come in time, for the question may hang. The
/// question may use nothing but system calls: other threads of ours may hold locks at the fork.
std::optional<int> asked_aside(const std::function<int()>& question, milliseconds patience) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  const UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    const int answer = question();
    ::_exit(::write(theirs.get(), &answer, sizeof answer) == sizeof answer ? 0 : 1);
  }
  theirs = UniqueFd();
  pollfd watched{ours.get(), POLLIN, 0};
  int answer = 0;
  const bool came = child > 0 && ::poll(&watched, 1, static_cast<int>(patience.count())) == 1 &&
                    ::read(ours.get(), &answer, sizeof answer) == sizeof answer;
  if (child > 0) ::kill(child, SIGKILL);
  if (child > 0) ::waitpid(child, nullptr, came ? 0 : WNOHANG);
  return came ? std::optional(answer) : std::nullopt;
}

}  // namespace

MountState mount_state(const std::filesystem::path& mount_point, milliseconds patience) {
  const auto mount = mount_at(mount_table(), mount_point);
  if (!mount || !mount->type.starts_with("fuse")) return MountState::none;
  const std::string path = mount_point.string();
  const auto error = asked_aside(
      [&] {
        // The server always answers statfs; the kernel may answer stat from its memory.
        struct statfs info {};
        return ::statfs(path.c_str(), &info) == 0 ? 0 : errno;
      },
      patience);
  if (!error) return MountState::silent;
  return *error == ENOTCONN || *error == ECONNABORTED ? MountState::dead : MountState::serving;
}

MountState clear_stale_mount(const std::filesystem::path& mount_point) {
  constexpr int kTries = 10;
  MountState state = mount_state(mount_point);
  for (int i = 0; i < kTries && state == MountState::dead; ++i) {
    unmount_lazily(mount_point);
    state = mount_state(mount_point);
  }
  return state;
}

void unmount_lazily(const std::filesystem::path& mount_point) {
  if (::umount2(mount_point.c_str(), MNT_DETACH) == 0) return;
  const std::string target = mount_point.string();
  std::array<const char*, 6> words = {"fusermount3", "-u", "-z", "-q", target.c_str(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, words[0], nullptr, nullptr, const_cast<char* const*>(words.data()), environ) == 0)
    ::waitpid(child, nullptr, 0);
}

std::optional<long> server_of(const std::filesystem::path& mount_point) {
  const std::string path = mount_point.string();
  return asked_aside(
      [&] {
        std::array<char, 32> text{};
        return ::getxattr(path.c_str(), kServerXattr, text.data(), text.size() - 1) > 0 ? std::atoi(text.data()) : 0;
      },
      kPatience);
}

std::filesystem::path canonical_mount_point(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  constexpr int kMostLinks = 40;
  const fs::path plain = fs::absolute(path).lexically_normal();
  fs::path place = plain.has_filename() ? plain : plain.parent_path();
  for (int i = 0; i < kMostLinks; ++i) {
    place = fs::weakly_canonical(place.parent_path()) / place.filename();
    std::error_code error;
    if (mount_at(mount_table(), place) || !fs::is_symlink(place, error)) break;
    place = (place.parent_path() / fs::read_symlink(place)).lexically_normal();
  }
  return place;
}

}  // namespace facefs
