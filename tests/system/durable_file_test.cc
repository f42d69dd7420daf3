// SPDX-License-Identifier: Apache-2.0
#include "system/durable_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/open_bytes.h"
#include "support/photo_factory.h"
#include "support/temporary_directory.h"
#include "system/unique_fd.h"

namespace facefs::test {
namespace {

TEST(DurableFile, IsOverwrittenWhereItTakesRoomAlone) {
  constexpr off_t kFar = off_t{1} << 40;
  const TemporaryDirectory folder;
  const UniqueFd file(::open((folder / "sparse").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::pwrite(file.get(), "near", 4, 10), 4);
  if (::pwrite(file.get(), "far", 3, kFar) != 3) GTEST_SKIP() << "this file system has no files of a terabyte";
  overwrite_with_zeros(file.get());
  char bytes[4] = {};
  EXPECT_EQ(::pread(file.get(), bytes, 4, 10), 4);
  EXPECT_EQ(std::string(bytes, 4), std::string(4, '\0'));
  EXPECT_EQ(::pread(file.get(), bytes, 3, kFar), 3);
  EXPECT_EQ(std::string(bytes, 3), std::string(3, '\0'));
  struct stat info {};
  ASSERT_EQ(::fstat(file.get(), &info), 0);
  EXPECT_LT(info.st_blocks * 512, 1 << 20) << "the hole is one still";
}

TEST(DurableFile, ThatIsAFolderIsReadWithASentence) {
  const TemporaryDirectory folder;
  try {
    read_whole_file(folder.path());
    FAIL();
  } catch (const std::system_error& fault) {
    EXPECT_EQ(fault.code().value(), EISDIR);
    EXPECT_NE(std::string(fault.what()).find(folder.path().string()), std::string::npos);
  }
}

TEST(DurableFile, MayStandInAFolderThatIsThereAlready) {
  const TemporaryDirectory folder;
  EXPECT_EQ(make_folder_durably(folder / "new"), 0);
  EXPECT_EQ(make_folder_durably(folder / "new"), 0);
  EXPECT_EQ(make_folder_durably(folder / "none/new"), ENOENT);
}

/// A photo that was copied into people/ has a second name as a reference.
TEST(DurableFile, KeepsItsBytesWhileItHasAnotherName) {
  const TemporaryDirectory folder;
  write_bytes(folder / "one", "the photo");
  std::filesystem::create_hard_link(folder / "one", folder / "two");
  EXPECT_EQ(erase_file(folder / "one"), 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "one"));
  EXPECT_EQ(bytes_of(folder / "two"), "the photo");
  EXPECT_EQ(erase_file(folder / "one"), ENOENT);
}

TEST(DurableFile, KeepsItsBytesWhereOnlyALinkToItIsErased) {
  const TemporaryDirectory folder;
  std::filesystem::create_directory(folder / "gone");
  write_bytes(folder / "photo", "the user's");
  std::filesystem::create_symlink(folder / "photo", folder / "gone/link");
  erase_folder(folder / "gone");
  EXPECT_FALSE(std::filesystem::exists(folder / "gone"));
  EXPECT_EQ(bytes_of(folder / "photo"), "the user's");
}

TEST(DurableFile, HoldsNothingOfAnEarlierAttempt) {
  const TemporaryDirectory folder;
  write_bytes(folder / "file.new", "what a crash has left of a longer one");
  write_durably(folder / "file", "short");
  EXPECT_EQ(bytes_of(folder / "file"), "short");
  EXPECT_FALSE(std::filesystem::exists(folder / "file.new"));
}

TEST(DurableFile, IsNotWhatALinkOfItsNamePointsTo) {
  const TemporaryDirectory folder;
  write_bytes(folder / "photo", "the user's");
  std::filesystem::create_symlink(folder / "photo", folder / "link");
  EXPECT_EQ(erase_file(folder / "link"), 0);
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::symlink_status(folder / "link")));
  EXPECT_EQ(bytes_of(folder / "photo"), "the user's");
}

}  // namespace
}  // namespace facefs::test
