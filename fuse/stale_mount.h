// SPDX-License-Identifier: Apache-2.0
// What may be found at a mount point before anything is mounted there: a mount that is served, one whose server was
// killed, one whose server is stopped. A child process asks the mount, and may hang. Nothing here waits longer than it
// says. Any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace facefs {

enum class MountState {
  none,     ///< nothing of FUSE is mounted there
  serving,  ///< it answers
  dead,     ///< its server is gone
  silent,   ///< no answer: its server is stopped, or hangs
};

/// Asks the mount, and waits for its answer no longer than `patience`.
MountState mount_state(const std::filesystem::path& mount_point,
                       std::chrono::milliseconds patience = std::chrono::seconds(2));

/// Takes away a mount whose server was killed: it answers ENOTCONN for ever and lets nothing be mounted over it. A
/// child that the server was just starting may keep it half alive a moment longer. Then this waits, and the mount
/// answers ECONNABORTED. Returns what is there afterwards.
MountState clear_stale_mount(const std::filesystem::path& mount_point);

/// Unmounts lazily, as the mount's owner may.
void unmount_lazily(const std::filesystem::path& mount_point);

/// Returns the process that serves a facefs mount, by what the mount itself says (the xattr below on its root): 0 where
/// it says nothing. Returns nothing where it does not answer within two seconds.
std::optional<long> server_of(const std::filesystem::path& mount_point);
inline constexpr const char* kServerXattr = "user.facefs.process";

/// Returns the path as the kernel's list of mounts has it: absolute, links followed. Does not ask the mount itself.
std::filesystem::path canonical_mount_point(const std::filesystem::path& path);

}  // namespace facefs
