// SPDX-License-Identifier: Apache-2.0
#include "daemon/polled_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

class PolledFolder : public testing::Test {
 protected:
  void make(const std::string& name) { std::ofstream(home.path() / name) << "x"; }
  /// Returns the state where the folder's time says nothing, because it is always the same.
  std::uint64_t state_at_one_time() {
    const timespec times[2] = {{1000, 0}, {1000, 0}};
    EXPECT_EQ(::utimensat(AT_FDCWD, home.path().c_str(), times, 0), 0);
    return polled_state_of(folders, home.path());
  }
  TemporaryDirectory home;
  const PhotoFolders folders{{home.path()}};
};

TEST_F(PolledFolder, IsAnotherOneWhenAFileHasComeThoughItsTimeSaysNothing) {
  make("a.jpg");
  const std::uint64_t before = state_at_one_time();
  EXPECT_EQ(state_at_one_time(), before);
  make("b.jpg");
  const std::uint64_t after = state_at_one_time();
  EXPECT_NE(after, before);
  std::filesystem::rename(home.path() / "b.jpg", home.path() / "c.jpg");
  EXPECT_NE(state_at_one_time(), after);
  std::filesystem::remove(home.path() / "c.jpg");
  EXPECT_EQ(state_at_one_time(), before);
}

TEST_F(PolledFolder, IsAnotherOneWhenItsTimeIs) {
  make("a.jpg");
  const std::uint64_t before = state_at_one_time();
  const timespec times[2] = {{2000, 0}, {2000, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, home.path().c_str(), times, 0), 0);
  EXPECT_NE(polled_state_of(folders, home.path()), before);
  const timespec a_moment_later[2] = {{1000, 1}, {1000, 1}};
  ASSERT_EQ(::utimensat(AT_FDCWD, home.path().c_str(), a_moment_later, 0), 0);
  EXPECT_NE(polled_state_of(folders, home.path()), before);
}

TEST_F(PolledFolder, OnALocalDiskIsNone) {
  EXPECT_FALSE(is_changed_by_others(folders, home.path()));
  EXPECT_FALSE(is_changed_by_others(folders, home.path() / "absent"));
}

}  // namespace
}  // namespace facefs::test
