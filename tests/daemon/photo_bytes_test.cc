// SPDX-License-Identifier: Apache-2.0
#include "daemon/photo_bytes.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "index/values/content_hash.h"
#include "support/temporary_directory.h"
#include "system/photo_folders.h"

namespace facefs::test {
namespace {

class ThePhotosBytes : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::filesystem::path file = folder / "a.jpg";
  std::atomic<bool> stopping = false;
  PhotoBytesResult read() { return read_photo_bytes(open_photo(file.string()), stopping); }
};

TEST_F(ThePhotosBytes, AreThoseOfTheFileAndCanBeChangedByNobody) {
  write_bytes(file, "bytes");
  const auto result = read();
  const auto& bytes = std::get<PhotoBytes>(result);
  EXPECT_FALSE(bytes.changed);
  EXPECT_EQ(bytes.content, content_hash_of("bytes"));
  const int memory = bytes.memory->get();
  EXPECT_LT(::pwrite(memory, "other", 5, 0), 0) << "they are what was hashed, whatever a worker does";
  EXPECT_LT(::ftruncate(memory, 1), 0);
  EXPECT_LT(::ftruncate(memory, 1000), 0);
  EXPECT_LT(::fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK), 0);
}

/// A thread appends to the file without a pause, so also between its opening and its end.
TEST_F(ThePhotosBytes, AreToldToHaveChangedWhenTheFileDidMeanwhile) {
  write_bytes(file, "");
  std::filesystem::resize_file(file, 32 << 20);  // all zeros, which take no room on the disk
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) std::ofstream(file, std::ios::app) << "x";
  });
  bool changed = false;
  for (int attempt = 0; attempt < 20 && !changed; ++attempt) changed = std::get<PhotoBytes>(read()).changed;
  done = true;
  writer.join();
  EXPECT_TRUE(changed);
}

TEST_F(ThePhotosBytes, AreNotReadOfAFileLargerThanAnyPhoto) {
  write_bytes(file, "");
  std::filesystem::resize_file(file, std::uintmax_t{512} << 20);
  std::filesystem::resize_file(file, (std::uintmax_t{512} << 20) + 1);
  const auto result = read();
  ASSERT_TRUE(std::holds_alternative<Unreadable>(result));
  EXPECT_EQ(std::get<Unreadable>(result).reason, Reason::too_large);
}

TEST_F(ThePhotosBytes, AreNothingWhereNoFileIs) {
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read()));
  std::filesystem::create_directory(folder / "inside");
  write_bytes(folder / "inside/a.jpg", "bytes");
  std::filesystem::create_symlink("inside", folder / "link");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      read_photo_bytes(PhotoFolders({folder.path()}).open(folder / "link/a.jpg"), stopping)))
      << "a link that took a folder's place leads to none";
  write_bytes(folder / "no folder", "");
  EXPECT_TRUE(
      std::holds_alternative<std::monostate>(read_photo_bytes(open_photo(folder / "no folder/a.jpg"), stopping)));
  std::filesystem::create_directory(file);
  EXPECT_EQ(std::get<Unreadable>(read()).reason, Reason::not_an_image) << "and a folder is no picture";
}

}  // namespace
}  // namespace facefs::test
