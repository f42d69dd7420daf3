// SPDX-License-Identifier: Apache-2.0
#include "daemon/disk_room.h"

#include <algorithm>
#include <cstdio>

#include "fuse/mount_table.h"

namespace facefs {
namespace {

constexpr std::uint64_t kLeast = std::uint64_t{512} << 10;
constexpr std::uint64_t kEnough = std::uint64_t{64} << 20;
constexpr std::uint64_t kPartOfDisk = 100, kPartOfGallery = 64;

std::string megabytes(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

}  // namespace

DiskRoom room_on(const struct statvfs& disk, std::uint64_t gallery) {
  const std::uint64_t of_disk = disk.f_blocks * disk.f_frsize / kPartOfDisk;
  return {disk.f_bavail * disk.f_frsize, std::clamp(of_disk, kLeast, kEnough) + gallery / kPartOfGallery};
}

DiskRoom disk_room(const std::filesystem::path& gallery) {
  struct statvfs disk {};
  if (::statvfs(gallery.c_str(), &disk) != 0) return {};
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(gallery / "data.mdb", error);
  return room_on(disk, error ? 0 : size);
}

std::string lack_of_room(const std::filesystem::path& gallery) {
  const DiskRoom room = disk_room(gallery);
  if (room.free >= room.needed) return {};
  const auto mount = mount_over(mount_table(), gallery);
  return "the disk " + (mount ? "at " + mount->path + " " : "") + "is full, on which " +
         gallery.parent_path().string() + " is: " + megabytes(room.free) + " are free and " + megabytes(room.needed) +
         " are needed; make room there, and facefs goes on by itself";
}

}  // namespace facefs
