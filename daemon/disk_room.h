// SPDX-License-Identifier: Apache-2.0
// Tells whether the disk of a folder has room for what the gallery writes next, and says in a sentence what is lacking.
//
// A commit writes new pages before it frees old ones, and more of them in a large gallery. So there must be a hundredth
// of the disk (64 MiB at most, 512 KiB at least) and a 64th of the gallery. Sizes are in bytes; a sentence says
// megabytes of 1,000,000. A quota is not seen here: the write that exceeds it fails. Any thread.
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

/// Returns the room on the disk that `disk` describes, for a gallery of so many bytes. What only root may fill is not
/// free.
DiskRoom room_on(const struct statvfs& disk, std::uint64_t gallery);

/// Returns the room for the gallery in that folder. If the disk cannot be asked, there is room.
DiskRoom disk_room(const std::filesystem::path& gallery);

/// Returns a sentence that says which disk is full, for which folder, how much is free and how much is needed. Empty if
/// there is room.
std::string lack_of_room(const std::filesystem::path& gallery);

}  // namespace facefs
