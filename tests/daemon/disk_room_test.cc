// SPDX-License-Identifier: Apache-2.0
// The room on a small disk of the test's own.
#include "daemon/disk_room.h"

#include <gmock/gmock.h>
#include <sys/mount.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

TEST(TheRoomOnADisk, IsWhatAnybodyMayFillAndNotWhatIsKeptForRoot) {
  struct statvfs disk {};
  disk.f_frsize = 4096;
  disk.f_bsize = 1 << 20;  // the size that it prefers to be read by
  disk.f_blocks = 100'000;
  disk.f_bfree = 9'000;
  disk.f_bavail = 4'000;
  EXPECT_EQ(room_on(disk, 0).free, 4'000U * 4096);
  EXPECT_EQ(room_on(disk, 6400).needed, 1'000U * 4096 + 100);
}

class TheDisksRoom : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const fs::path disk = folder / "disk";
  const fs::path gallery = folder / "disk/gallery";

  void SetUp() override {
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=10m") != 0) GTEST_SKIP() << "only root can mount";
    fs::create_directory(gallery);
  }
  void TearDown() override { ::umount2(disk.c_str(), MNT_DETACH); }
};

TEST_F(TheDisksRoom, IsWhatIsFreeAndMustBeMoreForALargerGallery) {
  const DiskRoom empty = disk_room(gallery);
  EXPECT_GT(empty.free, std::uint64_t{9} << 20);
  EXPECT_EQ(empty.needed, std::uint64_t{512} << 10) << "a hundredth of the disk would be too little";
  write_bytes(gallery / "data.mdb", "");
  fs::resize_file(gallery / "data.mdb", std::uintmax_t{128} << 20);  // all zeros, which take no room on the disk
  EXPECT_EQ(disk_room(gallery).needed, (std::uint64_t{512} << 10) + (std::uint64_t{2} << 20));
  write_bytes(disk / "film", std::string(std::size_t{4} << 20, 'x'));
  EXPECT_LE(disk_room(gallery).free, empty.free - (std::uint64_t{4} << 20));
}

TEST_F(TheDisksRoom, IsSaidToLackWithTheDiskAndBothNumbers) {
  EXPECT_EQ(lack_of_room(gallery), "");
  write_bytes(disk / "film", std::string((std::size_t{10} << 20) - (200 << 10), 'x'));
  EXPECT_THAT(lack_of_room(gallery), AllOf(HasSubstr("the disk at " + disk.string() + " is full, on which"),
                                           HasSubstr("0.2 MB are free and 0.5 MB are needed")));
  EXPECT_EQ(lack_of_room(disk / "nowhere"), "") << "where it cannot be told";
}

}  // namespace
}  // namespace facefs::test
