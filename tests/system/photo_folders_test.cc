// SPDX-License-Identifier: Apache-2.0
#include "system/photo_folders.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class BelowARoot : public testing::Test {
 protected:
  BelowARoot() {
    fs::create_directories(root / "sub");
    fs::create_directories(outside);
    write_bytes(root / "sub/a.jpg", "inside");
    write_bytes(outside / "a.jpg", "outside");
    fs::create_directory_symlink(outside, root / "link");
    fs::create_symlink("sub/a.jpg", root / "a.jpg");
  }
  int error_of(const fs::path& path) const {
    const auto opened = folders.open(path);
    const auto* error = std::get_if<int>(&opened);
    return error ? *error : 0;
  }

  TemporaryDirectory folder;
  const fs::path root = folder / "root", outside = folder / "outside";
  const PhotoFolders folders{{root.string()}};
};

TEST_F(BelowARoot, AFileIsOpened) {
  EXPECT_EQ(error_of(root / "sub/a.jpg"), 0);
  const auto stamp = folders.stamp(root / "sub/a.jpg");
  ASSERT_TRUE(std::holds_alternative<FileStamp>(stamp));
  EXPECT_EQ(std::get<FileStamp>(stamp).size, 6U);
}

TEST_F(BelowARoot, NoLinkIsFollowedOnTheWay) {
  EXPECT_EQ(error_of(root / "link/a.jpg"), ELOOP);
  EXPECT_EQ(std::get<int>(folders.stamp(root / "link/a.jpg")), ELOOP);
  EXPECT_FALSE(folders.is_folder(root / "link"));
  EXPECT_TRUE(folders.is_folder(root / "sub"));
  EXPECT_NE(folders.each_entry(root / "link", [](const FolderEntry&) { FAIL(); }), 0);
}

TEST_F(BelowARoot, NoLinkIsOpened) {
  EXPECT_EQ(error_of(root / "a.jpg"), EINVAL);
}

TEST_F(BelowARoot, NothingIsAboveIt) {
  EXPECT_NE(error_of(root / "sub/../../outside/a.jpg"), 0);
}

TEST_F(BelowARoot, ARootMayLieBehindALinkAndComeBackElsewhere) {
  fs::create_directory_symlink(folder.path(), folder / "mounted");
  const PhotoFolders behind{{folder / "mounted/root"}};
  EXPECT_TRUE(std::holds_alternative<PhotoFile>(behind.open(folder / "mounted/root/sub/a.jpg")));
  fs::rename(root, folder / "old");
  EXPECT_EQ(std::get<int>(behind.open(folder / "mounted/root/sub/a.jpg")), ENOENT);
  fs::rename(folder / "old", root);
  EXPECT_TRUE(std::holds_alternative<PhotoFile>(behind.open(folder / "mounted/root/sub/a.jpg")));
}

TEST_F(BelowARoot, AFolderIsListedWithWhatItsEntriesAre) {
  std::vector<std::string> told;
  EXPECT_EQ(folders.each_entry(root,
                               [&](const FolderEntry& entry) {
                                 told.push_back(entry.name + " " + std::to_string(static_cast<int>(entry.kind)));
                               }),
            0);
  EXPECT_THAT(told, testing::UnorderedElementsAre("sub 1", "link 2", "a.jpg 2"));
}

TEST_F(BelowARoot, APathOutsideAnyIsTakenAsItIs) {
  EXPECT_TRUE(std::holds_alternative<PhotoFile>(open_photo(root / "link/a.jpg")));
  EXPECT_EQ(std::get<int>(open_photo(root / "a.jpg")), EINVAL);
}

TEST_F(BelowARoot, WhatStandsAtAPathIsToldApart) {
  using Standing = PhotoFolders::Standing;
  ASSERT_EQ(::mkfifo((root / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(folders.what_stands_at(root), Standing::folder);
  EXPECT_EQ(folders.what_stands_at(root / "sub"), Standing::folder);
  EXPECT_EQ(folders.what_stands_at(root / "sub/a.jpg"), Standing::file);
  EXPECT_EQ(folders.what_stands_at(root / "a.jpg"), Standing::link);
  EXPECT_EQ(folders.what_stands_at(root / "link/a.jpg"), Standing::link);
  EXPECT_EQ(folders.what_stands_at(root / "pipe"), Standing::other);
  EXPECT_EQ(folders.what_stands_at(root / "none"), Standing::nothing);
  EXPECT_EQ(folders.what_stands_at(root / "sub/a.jpg/b"), Standing::nothing);
  EXPECT_TRUE(folders.exists(root / "pipe"));
  EXPECT_FALSE(folders.exists(root / "none"));
}

TEST_F(BelowARoot, AFolderTellsWhenItChangedAndOnWhichFileSystemItIs) {
  EXPECT_NE(folders.changed_ns(root / "sub"), 0U);
  EXPECT_EQ(folders.changed_ns(root / "none"), 0U);
  EXPECT_NE(folders.file_system_of(root), 0U);
  EXPECT_EQ(folders.file_system_of(root / "link"), 0U) << "which may lead to another one";
  EXPECT_TRUE(folders.may_be_entered(root / "sub"));
  EXPECT_FALSE(folders.may_be_entered(root / "none"));
}

TEST_F(BelowARoot, AFolderIsWatchedAndNoLinkInItsPlace) {
  const UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  EXPECT_GE(folders.watch(inotify.get(), root / "sub", IN_CREATE), 0);
  EXPECT_LT(folders.watch(inotify.get(), root / "link", IN_CREATE), 0);
}

TEST_F(BelowARoot, APhotoIsReadAtAnyPlaceAndCopied) {
  const OpenedPhoto opened = folders.open(root / "sub/a.jpg");
  const auto& photo = std::get<PhotoFile>(opened);
  std::string bytes(3, ' ');
  EXPECT_EQ(photo.read_at(bytes.data(), bytes.size(), 2), 3);
  EXPECT_EQ(bytes, "sid");
  EXPECT_EQ(photo.read_at(bytes.data(), bytes.size(), 6), 0);
  const UniqueFd copy(::open((folder / "copy").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_EQ(photo.copy_to(copy), 0);
  EXPECT_EQ(bytes_of(folder / "copy"), "inside");
  EXPECT_TRUE(photo.stamp_now() == photo.stamp());
  write_bytes(root / "sub/a.jpg", "longer now");
  EXPECT_FALSE(photo.stamp_now() == photo.stamp());
}

class APhotosFile : public testing::Test {
 protected:
  TemporaryDirectory folder;
  static bool opens(const std::filesystem::path& path) {
    return std::holds_alternative<PhotoFile>(open_photo(path.string()));
  }
};

TEST_F(APhotosFile, IsOpenedWhereItLies) {
  write_bytes(folder / "a.jpg", "bytes");
  EXPECT_TRUE(opens(folder / "a.jpg"));
}

/// A link may have been put there since the folder was listed, and may lead out of the watched folders.
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

TEST_F(BelowARoot, AFolderBesideItWhoseNameBeginsAlikeIsNot) {
  const fs::path other = folder / "root of others";
  fs::create_directories(other);
  write_bytes(other / "a.jpg", "another");
  EXPECT_EQ(error_of(other / "a.jpg"), 0);
}

/// The user has named a folder that lies behind a link in another root.
TEST_F(BelowARoot, OfTwoTheInnerOneCounts) {
  fs::create_directories(outside / "deep");
  write_bytes(outside / "deep/a.jpg", "deep");
  const PhotoFolders both{{root.string(), (root / "link/deep").string()}};
  EXPECT_TRUE(std::holds_alternative<PhotoFile>(both.open(root / "link/deep/a.jpg")));
  EXPECT_EQ(std::get<int>(both.open(root / "link/a.jpg")), ELOOP) << "which is in the outer one alone";
}

TEST_F(BelowARoot, AFolderHasNoStamp) {
  EXPECT_EQ(std::get<int>(folders.stamp(root / "sub")), EINVAL);
}

/// A change of permissions must not change when a reference came.
TEST_F(BelowARoot, AFileIsAsOldAsItIsWhateverIsDoneToIt) {
  const fs::path file = root / "sub/a.jpg";
  struct statx info {};
  ASSERT_EQ(::statx(AT_FDCWD, file.c_str(), 0, STATX_BTIME, &info), 0);
  if ((info.stx_mask & STATX_BTIME) == 0) GTEST_SKIP() << "this file system does not tell when a file came";
  const std::uint64_t born = birth_ns_of(file);
  const auto changed = [&] { return std::get<FileStamp>(folders.stamp(file)).ctime_ns; };
  const std::uint64_t before = changed();
  for (mode_t mode = 0600, tries = 0; changed() == before; mode ^= 0040, ++tries) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    ASSERT_LT(tries, 1'000'000U) << "its stamp stays the same";
  }
  EXPECT_EQ(birth_ns_of(file), born);
  EXPECT_NE(born, 0U);
  EXPECT_EQ(birth_ns_of(root / "none"), 0U);
}

/// Somebody may put a link in the place of a watched folder. What it points to is not the user's choice.
TEST_F(BelowARoot, ALinkInItsPlaceIsNotFollowed) {
  fs::rename(root, folder / "kept");
  fs::create_directory_symlink(outside, root);
  EXPECT_NE(error_of(root / "a.jpg"), 0);
  EXPECT_FALSE(folders.is_folder(root));
}

}  // namespace
}  // namespace facefs::test
