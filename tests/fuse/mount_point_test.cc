// SPDX-License-Identifier: Apache-2.0
#include "fuse/mount_point.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class EmptyMountPoint : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(place); }
  void TearDown() override { fs::permissions(place, fs::perms::owner_all); }
  fs::perms mode() const { return fs::status(place).permissions(); }
  std::vector<std::string> beside() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder.path()))
      if (entry.path() != place) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  TemporaryDirectory folder;
  const fs::path place = folder / "faces";
};

TEST_F(EmptyMountPoint, IsOpenWhileItIsMountedOverAndClosedBefore) {
  fs::perms meanwhile{};
  mount_over_closed(place, [&] { meanwhile = mode(); });
  EXPECT_EQ(meanwhile, fs::perms(0700));
  EXPECT_EQ(mode(), fs::perms(0500));
}

TEST_F(EmptyMountPoint, IsClosedAlsoWhereNothingCouldBeMounted) {
  EXPECT_THROW(mount_over_closed(place, [] { throw std::runtime_error("no mount"); }), std::runtime_error);
  EXPECT_EQ(mode(), fs::perms(0500)) << "or a copier would fill it";
}

TEST_F(EmptyMountPoint, OfSomebodyElseKeepsItsMode) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  fs::permissions(place, fs::perms(0755));
  ASSERT_EQ(::chown(place.c_str(), 1000, 1000), 0);
  mount_over_closed(place, [] {});
  EXPECT_EQ(mode(), fs::perms(0755));
}

TEST_F(EmptyMountPoint, GetsAFolderOfItsOwnEachTimeSomethingIsFoundInIt) {
  EXPECT_FALSE(move_aside(place)) << "nothing was found";
  EXPECT_TRUE(beside().empty());
  for (const char* bytes : {"first", "second", "third"}) {
    write_bytes(place / "a.jpg", bytes);
    const auto moved = move_aside(place);
    ASSERT_TRUE(moved);
    EXPECT_EQ(bytes_of(*moved / "a.jpg"), bytes);
    EXPECT_TRUE(fs::is_empty(place));
  }
  EXPECT_EQ(beside().size(), 3U) << "none was put over another";
}

}  // namespace
}  // namespace facefs::test
