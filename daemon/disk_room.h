// SPDX-License-Identifier: Apache-2.0
// Whether the disk that holds a folder has room for what the gallery writes next, and the sentence that says so.
//
// A commit writes pages anew before it lets old ones go: of a large gallery more than of a small one. So there must be
// a hundredth of the disk (64 MB at most, 512 KB at least) and a 64th of the gallery. Sizes are bytes; a sentence says
// megabytes of 1,000,000. A quota is not seen: who writes is told of it. Any thread.
#pragma once

#include <sys/statvfs.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace facefs {

struct DiskRoom {
  std::uint64_t free = 0;
  std::uint64_t needed = 0;
};

/// On the disk that `disk` describes, for a gallery of so many bytes. What only root may fill is not free.
DiskRoom room_on(const struct statvfs& disk, std::uint64_t gallery);

/// Of the gallery in that folder. Where it cannot be told, there is room.
DiskRoom disk_room(const std::filesystem::path& gallery);

/// Which disk is full, for which folder, how much is free and how much must be; empty where there is room.
std::string lack_of_room(const std::filesystem::path& gallery);

}  // namespace facefs
