// SPDX-License-Identifier: Apache-2.0
// The folder that is mounted over. While nothing is mounted it is closed to writers (0500), so that what somebody
// copies into ~/faces then is refused, and does not lie where the next mount hides it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

namespace facefs {

/// Has `mount` mount there. fusermount3 wants a folder that we may write to, so it is open for that moment; afterwards
/// it is closed below the mount, by the descriptor from before, and so stays closed when we are killed. A folder that
/// is not ours is left as it is. Throws what `mount` throws.
void mount_over_closed(const std::filesystem::path& mount_point, const std::function<void()>& mount);

/// Moves what lies in the bare mount point into a new folder beside it, "faces found on 2026-11-29", and says which;
/// nothing where it is empty. Throws std::filesystem::filesystem_error where that cannot be.
std::optional<std::filesystem::path> move_aside(const std::filesystem::path& mount_point);

}  // namespace facefs
