// SPDX-License-Identifier: Apache-2.0
#include "fuse/enroll_files.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

TEST(TemporaryNames, OfCopiersNeverTeach) {
  for (const char* name : {".IMG_1.jpg.Xy12Zz", ".goutputstream-AB12CD", "IMG_1.jpg.part", "IMG_1.jpg~", "sedAbC123",
                           "x.crdownload", "IMG_1.jpg.partial~", ".DS_Store", "Thumbs.db", "desktop.ini"})
    EXPECT_TRUE(is_temporary_name(name)) << name;
  for (const char* name : {"IMG_1.jpg", "sedan.jpg", "photo", "part.jpg", "tmp.png"})
    EXPECT_FALSE(is_temporary_name(name)) << name;
}

class Files : public testing::Test {
 protected:
  TemporaryDirectory folder;
  EnrollFiles files{folder.path(), {3, 1000}};
  const PersonId joey{1};
  const Inode inode{InodeKind::reference, 42};
};

TEST_F(Files, AreFoundByTheirNumberAfterARename) {
  files.remember(inode, {joey, "a.part"});
  files.moved({joey, "a.part"}, {joey, "a.jpg"});
  EXPECT_EQ(files.place_of(inode)->file, "a.jpg");
}

TEST_F(Files, ThatWereReplacedAreNotTakenForTheNewOne) {
  const Inode other(InodeKind::reference, 43);
  files.remember(inode, {joey, "a.jpg"});
  files.remember(other, {joey, "b.tmp"});
  files.moved({joey, "b.tmp"}, {joey, "a.jpg"});
  EXPECT_FALSE(files.place_of(inode));
  EXPECT_EQ(files.place_of(other)->file, "a.jpg");
}

TEST_F(Files, AreRememberedAsOftenAsTheKernelWasTold) {
  files.remember(inode, {joey, "a.jpg"});
  files.remember(inode, {joey, "a.jpg"});
  files.forget(inode, 1);
  EXPECT_TRUE(files.place_of(inode));
  files.forget(inode, 1);
  EXPECT_FALSE(files.place_of(inode));
}

TEST_F(Files, HaveAWriterUntilTheLastOneLeft) {
  files.remember(inode, {joey, "a.jpg"});
  files.writer_came(inode);
  files.writer_came(inode);
  EXPECT_FALSE(files.writer_left(inode));
  EXPECT_TRUE(files.has_writer({joey, "a.jpg"}));
  EXPECT_TRUE(files.writer_left(inode));
  EXPECT_FALSE(files.has_writer({joey, "a.jpg"}));
}

TEST_F(Files, ThatAreStillWrittenAreKnownWhenTheKernelHasForgottenThem) {
  files.remember(inode, {joey, "a.jpg"});
  files.writer_came(inode);
  files.forget(inode, 1);
  EXPECT_TRUE(files.has_writer({joey, "a.jpg"}));
  EXPECT_TRUE(files.writer_left(inode));
  EXPECT_FALSE(files.place_of(inode));
}

TEST_F(Files, ThatWereRemovedWhileTheyAreOpenAreNotTheNextOnesOfTheirName) {
  files.remember(inode, {joey, "a.jpg"});
  files.writer_came(inode);
  files.removed({joey, "a.jpg"});
  EXPECT_FALSE(files.place_of(inode)) << "or what is done to it would be done to another file";
  EXPECT_FALSE(files.has_writer({joey, "a.jpg"})) << "or another file would not teach before it is closed";
}

TEST_F(Files, HaveRoomUntilTheLimits) {
  ASSERT_EQ(files.make_folder(joey), 0);
  EXPECT_EQ(files.room_for(joey, 500), 0);
  EXPECT_EQ(files.room_for(joey, 1000), 0) << "what may be there in all may be there";
  EXPECT_EQ(files.room_for(joey, 1001), EDQUOT);
  for (const char* name : {"1", "2", "3"}) {
    write_bytes(files.folder_of(joey) / name, "x");
    files.begin({joey, name}, name);
  }
  EXPECT_EQ(files.room_for(joey, 1), EDQUOT);
}

TEST_F(Files, OfTwoNamesAreCountedOnce) {
  ASSERT_EQ(files.make_folder(joey), 0);
  write_bytes(files.folder_of(joey) / "1", std::string(600, 'x'));
  std::filesystem::create_directory(files.folder_of(joey) / ".incoming");
  std::filesystem::create_hard_link(files.folder_of(joey) / "1", files.folder_of(joey) / ".incoming/1");
  EXPECT_EQ(files.room_for_bytes(400), 0);
  EXPECT_EQ(files.room_for_bytes(401), EDQUOT);
}

constexpr const char* kStored = "0000000000000001";

TEST_F(Files, AreCalledWhatTheLogSaysAndLieUnderNamesThatTellNothing) {
  ASSERT_EQ(files.make_folder(joey), 0);
  write_bytes(files.folder_of(joey) / kStored, "x");
  files.take_up(joey, {{kStored, "Joey on Monday.jpg"}, {"0000000000000002", "was removed.jpg"}});
  EXPECT_EQ(files.files_of(joey), std::vector<std::string>{"Joey on Monday.jpg"});
  EXPECT_EQ(files.path_of({joey, "Joey on Monday.jpg"}), files.folder_of(joey) / kStored);
  EXPECT_TRUE(files.is_named({joey, "Joey on Monday.jpg"}));
  EXPECT_EQ(files.path_of({joey, kStored}), "");
}

TEST_F(Files, ThatWereNeverClosedTeachNothingAndAreNotLost) {
  ASSERT_EQ(files.make_folder(joey), 0);
  write_bytes(files.folder_of(joey) / kStored, "x");
  files.take_up(joey, {});
  ASSERT_EQ(files.files_of(joey), std::vector<std::string>{"." + std::string(kStored)});
  EXPECT_TRUE(is_temporary_name(files.files_of(joey)[0]));
  EXPECT_FALSE(files.is_named({joey, files.files_of(joey)[0]}));
}

TEST_F(Files, OfOneNameAreNumberedAlsoWhileOneIsOnlyPromised) {
  files.begin({joey, "a.jpg"}, kStored);
  EXPECT_EQ(files.free_place({joey, "a.jpg"}).file, "a (2).jpg");
  EXPECT_TRUE(files.files_of(joey).empty()) << "there is no file yet";
  files.removed({joey, "a.jpg"});
  EXPECT_EQ(files.free_place({joey, "a.jpg"}).file, "a.jpg");
}

}  // namespace
}  // namespace facefs::test
