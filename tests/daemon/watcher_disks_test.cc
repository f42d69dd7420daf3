// SPDX-License-Identifier: Apache-2.0
// Disks that come and go, and roots that are moved while the watcher runs.
#include <gmock/gmock.h>

#include "support/eventually.h"
#include "support/watching.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class WatchingDisks : public Watching {
 protected:
  void SetUp() override {
    if (!mount_disk()) GTEST_SKIP() << "only root can mount";
  }
  void TearDown() override { ::umount2(disk.c_str(), MNT_DETACH); }

  void plug_in() { ASSERT_TRUE(mount_disk()); }
  void unplug() { ASSERT_EQ(::umount(disk.c_str()), 0); }
  std::set<std::string> remembered() const { return mounts_in_text(Snapshot(gallery).text("mounts_below")); }
  /// Turns the loop, which hears of the kernel's list of mounts, until `condition` holds.
  testing::AssertionResult comes_to(const std::function<bool()>& condition) {
    const bool is_so = eventually([&] {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(10));
      settle();
      return condition();
    });
    return is_so ? testing::AssertionSuccess() : testing::AssertionFailure() << "it never came to that";
  }
};

TEST_F(WatchingDisks, ReadsOneThatIsBack) {
  photo("usb/a.jpg");
  start();
  unplug();
  ASSERT_TRUE(comes_to([&] { return !watcher->away().empty(); }));
  plug_in();
  photo("usb/b.jpg");
  EXPECT_TRUE(comes_to([&] { return watcher->away().empty() && to_read.back() == "usb/b.jpg"; }));
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

TEST_F(WatchingDisks, SaysNothingOfOneWithoutPhotosThatWent) {
  start();
  ASSERT_THAT(remembered(), UnorderedElementsAre(disk.string()));
  unplug();
  EXPECT_TRUE(comes_to([&] { return remembered().empty(); }));
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

TEST_F(WatchingDisks, SaysNothingOfOneWithoutPhotosThatIsNotThereAtTheNextStart) {
  start();
  watcher.reset();
  unplug();
  start();
  EXPECT_THAT(watcher->away(), IsEmpty());
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

TEST_F(WatchingDisks, RemembersOneThatCameWhileItWatched) {
  unplug();
  start();
  plug_in();
  photo("usb/a.jpg");
  ASSERT_TRUE(comes_to([&] { return !to_read.empty(); }));
  watcher.reset();
  unplug();
  start();
  EXPECT_THAT(watcher->away(), UnorderedElementsAre(disk.string()));
  EXPECT_THAT(folders_gone, IsEmpty());
}

TEST_F(WatchingDisks, ReadsWhatStandsInThePlaceOfOneThatIsGoneForGood) {
  photo("usb/a.jpg");
  start();
  watcher.reset();
  unplug();
  photo("usb/local.jpg");
  start();
  EXPECT_THAT(to_read, Not(Contains("usb/local.jpg")));
  ASSERT_TRUE(watcher->accept(disk, ledger.begin(Ledger::Kind::other)));
  settle();
  EXPECT_THAT(folders_gone, UnorderedElementsAre("usb"));
  EXPECT_THAT(to_read, Contains("usb/local.jpg"));
}

/// The disk holds more than the photo folder: what is beside it is not the user's choice.
TEST_F(Watching, ReadsNothingBesideARootOfADiskThatIsBack) {
  const fs::path stick = make(folder / "disk");
  const auto plug_in = [&] { return ::mount("tmpfs", stick.c_str(), "tmpfs", 0, nullptr) == 0; };
  if (!plug_in()) GTEST_SKIP() << "only root can mount";
  const auto unplug = [&] { ::umount2(stick.c_str(), MNT_DETACH); };
  const auto fill = [&] {
    write_bytes(make(stick / "photos") / "a.jpg", "a");
    write_bytes(make(stick / "private") / "secret.jpg", "b");
  };
  fill();
  const PhotoFolders of_the_disk{{(stick / "photos").string()}};
  std::vector<std::string> read;
  const auto know_and_note = [&](const std::string& path, const Token&) {
    know(path);
    read.push_back(path.substr(stick.string().size()));
  };
  watcher = std::make_unique<Watcher>(loop, gallery, of_the_disk, ledger, rules,
                                      WatcherLinks{know_and_note, [](const std::string&, const Token&) {},
                                                   [](const std::string&, const Token&) {}, [] {}});
  watcher->start();
  settle();
  unplug();
  const auto comes_to = [&](const std::function<bool()>& condition) {
    return eventually([&] {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(10));
      settle();
      return condition();
    });
  };
  EXPECT_TRUE(comes_to([&] { return watcher->away() == std::set<std::string>{(stick / "photos").string()}; }));
  ASSERT_TRUE(plug_in());
  fill();
  EXPECT_TRUE(comes_to([&] { return watcher->away().empty(); }));
  settle();
  EXPECT_THAT(read, testing::Each("/photos/a.jpg"));
  unplug();
}

TEST_F(Watching, TakesARootWithNothingButWhatWindowsLeavesOnADiskForAnUnpluggedOne) {
  photo("a.jpg");
  start();
  watcher.reset();
  fs::remove(root / "a.jpg");
  for (const char* name : {"System Volume Information", "$RECYCLE.BIN", "RECYCLER"}) make(root / name);
  start();
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
  EXPECT_THAT(gone, IsEmpty());
}

TEST_F(Watching, SeesARootThatIsReplacedAndHearsNoMoreOfTheOldOne) {
  photo("a.jpg");
  photo("sub/b.jpg");
  start();
  fs::rename(root, folder / "elsewhere");
  make(root);
  photo("c.jpg");
  settle();
  EXPECT_THAT(to_read, Contains("c.jpg"));
  photo("sub/b.jpg", "another one");
  settle();
  for (const char* path : {"elsewhere/stranger.jpg", "elsewhere/sub/stranger.jpg"}) write_bytes(folder / path, "x");
  photo("d.jpg");
  settle();
  EXPECT_EQ(to_read.back(), "d.jpg");
  EXPECT_THAT(gone, Not(Contains(HasSubstr("stranger"))));
}

TEST_F(Watching, KeepsWhatIsRemovedFromARootThatWasMovedAway) {
  photo("a.jpg");
  start();
  fs::rename(root, folder / "unplugged");
  settle();
  fs::remove(folder / "unplugged/a.jpg");
  settle();
  EXPECT_THAT(gone, IsEmpty()) << "where the root was, a disk is away";
  EXPECT_EQ(watcher->roots().at(0).state, "offline");
}

class HoldingBack : public Watching {
 protected:
  /// Puts 25 photos into that folder of the root, and one beside it. The 25 are missing when the watcher starts again.
  void hold_back(const std::string& folder_of_them) {
    for (int i = 0; i < 25; ++i) photo(folder_of_them + std::to_string(i) + ".jpg");
    photo("kept.jpg");
    start();
    watcher.reset();
    for (int i = 0; i < 25; ++i) fs::remove(root / (folder_of_them + std::to_string(i) + ".jpg"));
    if (!folder_of_them.empty()) fs::remove(root / folder_of_them);
    start();
    ASSERT_THAT(watcher->problems(), ElementsAre(HasSubstr("25 photos")));
  }
};

TEST_F(HoldingBack, EndsForEachPhotoThatIsCopiedBack) {
  hold_back("");
  photo("7.jpg");
  settle();
  EXPECT_THAT(watcher->problems(), ElementsAre(HasSubstr("24 photos")));
  for (int i = 0; i < 25; ++i) photo(std::to_string(i) + ".jpg");
  settle();
  EXPECT_THAT(watcher->problems(), IsEmpty());
  EXPECT_THAT(gone, IsEmpty());
}

TEST_F(HoldingBack, EndsWhenTheUserSaysOfThatVeryFolderThatItIsGone) {
  hold_back("trip/");
  EXPECT_TRUE(watcher->accept(root / "trip", ledger.begin(Ledger::Kind::other)));
  settle();
  EXPECT_THAT(folders_gone, ElementsAre("trip"));
  EXPECT_THAT(watcher->problems(), IsEmpty());
}

/// On a network folder nothing tells that they are back. They are looked for before a program waits for everything.
TEST_F(HoldingBack, EndsWhenWhoeverWaitsLooksThoughNothingToldThatTheyAreBack) {
  hold_back("trip/");
  const fs::path aside = folder.path().string() + "-aside";
  fs::rename(folder.path(), aside);  // with everything that is watched
  fs::copy(aside / "root", make(root), fs::copy_options::recursive);
  for (int i = 0; i < 25; ++i) photo("trip/" + std::to_string(i) + ".jpg");
  watcher->look_at_absent(ledger.begin(Ledger::Kind::other));
  settle();
  EXPECT_THAT(watcher->problems(), IsEmpty());
  fs::remove_all(aside);
}

}  // namespace
}  // namespace facefs::test
