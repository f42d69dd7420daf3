// SPDX-License-Identifier: Apache-2.0
// What is mounted where, as the kernel lists it (/proc/self/mountinfo, proc(5)). Reading it asks no file system, so it
// never waits for a dead one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facefs {

struct Mount {
  unsigned device_minor = 0;  ///< for a FUSE mount its connection's number (fuse/connection.h)
  std::string path;
  std::string type;    ///< "ext4", "fuse.facefs"
  std::string source;  ///< what was mounted: a device, a server's path
};

inline constexpr std::string_view kMountType = "fuse.facefs";

/// Returns the mounts in that text, in its order: of two mounts at one place, the later one is seen. Leaves out lines
/// that are no mounts.
std::vector<Mount> mounts_in(std::string_view mountinfo);

/// Returns the mounts as the kernel lists them now; none where /proc is not available.
std::vector<Mount> mount_table();

/// Returns the mount that is seen at exactly that path, which must be absolute.
std::optional<Mount> mount_at(const std::vector<Mount>& table, const std::filesystem::path& path);

/// Returns the mount that holds that path, which must be absolute.
std::optional<Mount> mount_over(const std::vector<Mount>& table, const std::filesystem::path& path);

}  // namespace facefs
