// SPDX-License-Identifier: Apache-2.0
// What is not there any more: deleted, or on a disk that is away?
#include <gmock/gmock.h>
#include <sys/mount.h>

#include "support/eventually.h"
#include "support/watching.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(Watching, TakesAnEmptyRootForAnUnpluggedDiskAndNotForADeletion) {
  photo("a.jpg");
  start();
  watcher.reset();
  fs::remove(root / "a.jpg");
  start();
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
  EXPECT_EQ(watcher->problems().size(), 1U);
  photo("a.jpg");
  watcher->rescan();
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "watched");
}

TEST_F(Watching, TakesARootWithNothingButADisksOwnFoldersForAnUnpluggedDisk) {
  photo("a.jpg");
  start();
  watcher.reset();
  fs::remove(root / "a.jpg");
  make(root / "lost+found");
  make(root / ".Trash-1000/files");
  start();
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
  EXPECT_THAT(gone, IsEmpty());
}

TEST_F(Watching, DropsNothingBelowARootThatIsAwayWhoeverLooks) {
  photo("a.jpg");
  make(root / "sub");
  photo("sub/b.jpg");
  start();
  fs::rename(root, folder / "unplugged");
  for (const char* path : {"a.jpg", "sub/b.jpg", "sub"})
    watcher->look_again(root / path, ledger.begin(Ledger::Kind::photo));
  settle();
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(folders_gone, IsEmpty());
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
  fs::rename(folder / "unplugged", root);
  watcher->look_at_absent(ledger.begin(Ledger::Kind::other));
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "watched");
}

TEST_F(Watching, HoldsBackAnotherDiskInThePlaceOfAKnownOne) {
  for (int i = 0; i < 25; ++i) photo("trip/" + std::to_string(i) + ".jpg");
  photo("kept.jpg");
  start();
  watcher.reset();
  fs::rename(root / "trip", folder / "away");
  start();
  EXPECT_THAT(folders_gone, IsEmpty());
  ASSERT_EQ(watcher->problems().size(), 1U);
  EXPECT_THAT(watcher->problems()[0],
              testing::AllOf(testing::HasSubstr("25 photos"), testing::HasSubstr("roots accept")));
  watcher->look_again(root / "trip/7.jpg", ledger.begin(Ledger::Kind::photo));
  settle();
  EXPECT_THAT(gone, IsEmpty());
  fs::rename(folder / "away", root / "trip");
  settle();
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

TEST_F(Watching, CountsAPhotoOfAVanishedTreeOnceHoweverDeepItLay) {
  for (int i = 0; i < 15; ++i) photo("trip/day/hour/" + std::to_string(i) + ".jpg");
  for (int i = 0; i < 10; ++i) photo("trip/" + std::to_string(i) + ".jpg");
  photo("kept.jpg");
  start();
  fs::rename(root / "trip", folder / "away");
  watcher->rescan();
  loop.restart();
  loop.run_one();  // the scan comes before the event
  ASSERT_EQ(watcher->problems().size(), 1U);
  EXPECT_THAT(watcher->problems()[0], testing::HasSubstr("25 photos"));
}

TEST_F(Watching, LetsGoOfWhatTheUserSaysIsGone) {
  for (int i = 0; i < 25; ++i) photo("trip/" + std::to_string(i) + ".jpg");
  photo("kept.jpg");
  start();
  watcher.reset();
  fs::remove_all(root / "trip");
  start();
  EXPECT_FALSE(watcher->accept(folder / "elsewhere", ledger.begin(Ledger::Kind::other)));
  EXPECT_TRUE(watcher->accept(root, ledger.begin(Ledger::Kind::other)));
  settle();
  EXPECT_THAT(folders_gone, UnorderedElementsAre("trip"));
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

TEST_F(Watching, KeepsWhatIsOnADiskBelowARootWhenThatIsUnmounted) {
  if (!mount_disk()) GTEST_SKIP() << "only root can mount";
  photo("usb/a.jpg");
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("usb/a.jpg"));
  EXPECT_EQ(::umount(disk.c_str()), 0);
  eventually([&] { return (settle(), !watcher->away().empty()); });
  watcher->rescan();
  settle();
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(folders_gone, IsEmpty());
  EXPECT_THAT(watcher->problems(), testing::ElementsAre(testing::HasSubstr("/usb is empty or not there")));
}

TEST_F(Watching, KeepsWhatWasOnADiskBelowARootAlsoOverARestart) {
  if (!mount_disk()) GTEST_SKIP() << "only root can mount";
  photo("usb/a.jpg");
  photo("b.jpg");
  start();
  watcher.reset();
  EXPECT_EQ(::umount(disk.c_str()), 0);
  start();
  EXPECT_THAT(watcher->away(), UnorderedElementsAre(disk.string()));
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(folders_gone, IsEmpty());
  ASSERT_TRUE(watcher->accept(disk.string(), nullptr));
  settle();
  EXPECT_THAT(folders_gone, UnorderedElementsAre("usb"));
  watcher.reset();
  start();
  EXPECT_THAT(watcher->away(), IsEmpty()) << "the user's word is remembered, too";
}

TEST_F(Watching, KeepsWhatWasOnADiskBelowARootOverEveryRestartUntilItIsBack) {
  if (!mount_disk()) GTEST_SKIP() << "only root can mount";
  photo("usb/a.jpg");
  photo("b.jpg");
  start();
  watcher.reset();
  EXPECT_EQ(::umount(disk.c_str()), 0);
  for (int restart = 0; restart < 2; ++restart) {
    start();
    EXPECT_THAT(watcher->away(), UnorderedElementsAre(disk.string())) << restart;
    EXPECT_THAT(gone, IsEmpty()) << restart;
    EXPECT_THAT(folders_gone, IsEmpty()) << restart;
    watcher.reset();
  }
}

TEST_F(Watching, NoticesADiskThatIsMountedBelowARoot) {
  make(root / "usb");
  start();
  if (!mount_disk()) GTEST_SKIP() << "only root can mount";
  photo("usb/a.jpg");
  EXPECT_TRUE(eventually([&] {
    loop.restart();
    loop.run_one_for(std::chrono::milliseconds(10));  // hears of the list of mounts
    settle();
    return !to_read.empty();
  }));
  ::umount2(disk.c_str(), MNT_DETACH);
}

TEST_F(Watching, TellsOfARootThatIsNotThereOrMayNotBeRead) {
  fs::remove(root);
  start();
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
  EXPECT_THAT(watcher->problems(), testing::ElementsAre(testing::HasSubstr("is not there")));
  make(root);
  photo("a.jpg");
  watcher->look_at_absent(ledger.begin(Ledger::Kind::other));
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.jpg"));
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

}  // namespace
}  // namespace facefs::test
