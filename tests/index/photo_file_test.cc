// SPDX-License-Identifier: Apache-2.0
#include "index/photo_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

class APhotosFile : public testing::Test {
 protected:
  TemporaryDirectory folder;
  static bool opens(const std::filesystem::path& path) {
    return std::holds_alternative<OpenPhoto>(open_photo(path.string()));
  }
};

TEST_F(APhotosFile, IsOpenedWhereItLies) {
  write_bytes(folder / "a.jpg", "bytes");
  EXPECT_TRUE(opens(folder / "a.jpg"));
}

/// It may have been put there since the folder was listed, and may lead out of what is watched.
TEST_F(APhotosFile, IsNotOpenedThroughALink) {
  write_bytes(folder / "secret", "bytes");
  std::filesystem::create_symlink(folder / "secret", folder / "a.jpg");
  EXPECT_FALSE(opens(folder / "a.jpg"));
}

TEST_F(APhotosFile, IsNoPipeNorFolderWhichIsNotEvenWaitedFor) {
  ASSERT_EQ(::mkfifo((folder / "a.jpg").c_str(), 0600), 0);
  EXPECT_FALSE(opens(folder / "a.jpg"));
  EXPECT_FALSE(opens(folder.path()));
}

}  // namespace
}  // namespace facefs::test
