// SPDX-License-Identifier: Apache-2.0
// The folder that is mounted over. While nothing is mounted, it is closed to writers (0500). So a copy into ~/faces is
// refused then, and does not end where the next mount hides it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

namespace facefs {

/// Calls `mount` while the folder is open to us, which fusermount3 needs, and closes it afterwards. It is closed below
/// the mount, by a descriptor from before, and so stays closed when we are killed. A folder that is not ours is left as
/// it is. Throws what `mount` throws.
void mount_over_closed(const std::filesystem::path& mount_point, const std::function<void()>& mount);

/// Moves the content of the bare mount point into a new folder beside it, "faces found on 2026-11-29". Returns that
/// folder; nothing where the mount point is empty. Throws std::filesystem::filesystem_error where it cannot be moved.
std::optional<std::filesystem::path> move_aside(const std::filesystem::path& mount_point);

}  // namespace facefs
