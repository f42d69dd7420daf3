// SPDX-License-Identifier: Apache-2.0
#include "fuse/mount_table.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

constexpr const char* kTable =
    "21 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
    "36 21 0:42 / /home/joe/my\\040faces rw,nosuid shared:7 master:2 - fuse.facefs facefs rw,user_id=1000\n"
    "37 21 0:43 /photos /home/joe/nas rw - nfs4 nas:/my\\040photos rw,vers=4.2\n"
    "38 37 0:44 / /home/joe/nas rw - tmpfs tmpfs rw\n"
    "no line of such a table\n"
    "40 21 0 / /x rw - ext4 /dev/vdb rw\n";

TEST(MountTable, KnowsTypeSourceAndConnectionOfEachMount) {
  const auto table = mounts_in(kTable);
  ASSERT_EQ(table.size(), 4U) << "lines that are none are left out";
  EXPECT_EQ(table[1].path, "/home/joe/my faces");
  EXPECT_EQ(table[1].type, kMountType);
  EXPECT_EQ(table[1].device_minor, 42U);
  EXPECT_EQ(table[2].source, "nas:/my photos");
}

TEST(MountTable, ShowsTheLaterOfTwoMountsAtOnePlace) {
  EXPECT_EQ(mount_at(mounts_in(kTable), "/home/joe/nas")->type, "tmpfs");
  EXPECT_FALSE(mount_at(mounts_in(kTable), "/home/joe"));
}

TEST(MountTable, FindsTheMountThatHoldsAPath) {
  const auto table = mounts_in(kTable);
  EXPECT_EQ(mount_over(table, "/home/joe/my faces/people/Joey")->type, kMountType);
  EXPECT_EQ(mount_over(table, "/home/joe/my facesX")->type, "ext4") << "a name that only begins so is no part of it";
  EXPECT_EQ(mount_over(table, "/")->type, "ext4");
}

TEST(MountTable, OfThisMachineHoldsItsRoot) {
  EXPECT_TRUE(mount_at(mount_table(), "/"));
}

}  // namespace
}  // namespace facefs::test
