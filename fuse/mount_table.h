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
  unsigned device_minor = 0;  ///< of a FUSE mount: its connection's number (fuse/connection.h)
  std::string path;
  std::string type;    ///< "ext4", "fuse.facefs"
  std::string source;  ///< what was mounted: a device, a server's path
};

inline constexpr std::string_view kMountType = "fuse.facefs";

/// Of the whole text, in its order: of two mounts at one place the later one is seen. Lines that are none are left out.
std::vector<Mount> mounts_in(std::string_view mountinfo);

/// Empty where /proc is not to be had.
std::vector<Mount> mount_table();

/// What is seen at exactly that path, which must be absolute.
std::optional<Mount> mount_at(const std::vector<Mount>& table, const std::filesystem::path& path);

/// The mount that holds that path, which must be absolute.
std::optional<Mount> mount_over(const std::vector<Mount>& table, const std::filesystem::path& path);

}  // namespace facefs
