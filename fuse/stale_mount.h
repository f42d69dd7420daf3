// SPDX-License-Identifier: Apache-2.0
// What may be found at a mount point before anything is mounted there: a mount that is served, one whose server was
// killed, one whose server is stopped. The mount is asked by a child process that may hang; nothing here waits longer
// than it says. Any thread.
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

/// Asked with a deadline.
MountState mount_state(const std::filesystem::path& mount_point,
                       std::chrono::milliseconds patience = std::chrono::seconds(2));

/// A mount whose server was killed answers ENOTCONN for ever and lets nothing be mounted over it: take it away. A child
/// that the server was just starting may keep it half alive a moment longer: then this waits, and the answer is
/// ECONNABORTED. What is there afterwards.
MountState clear_stale_mount(const std::filesystem::path& mount_point);

/// Takes it away lazily, as its owner may.
void unmount_lazily(const std::filesystem::path& mount_point);

/// The process that serves a facefs mount, by what the mount itself says (the xattr below on its root).
std::optional<long> server_of(const std::filesystem::path& mount_point);
inline constexpr const char* kServerXattr = "user.facefs.process";

/// The path as the kernel's list of mounts has it: absolute, links followed, and the mount itself not asked.
std::filesystem::path canonical_mount_point(const std::filesystem::path& path);

}  // namespace facefs
