// SPDX-License-Identifier: Apache-2.0
#include "daemon/watcher.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <atomic>
#include <thread>

#include "daemon/photo_bytes.h"
#include "support/watching.h"
#include "system/photo_file.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_F(Watching, FindsWhatIsThereAtTheStart) {
  photo("a.jpg");
  make(root / "sub/deeper");
  photo("sub/deeper/b.PNG");
  photo("notes.txt");
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.jpg", "sub/deeper/b.PNG"));
}

TEST_F(Watching, GoesOnAfterALookThatMetADamagedGallery) {
  start();
  photo("a.jpg");
  meets_damage = true;
  settle_over_damage();
  photo("b.jpg");
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("b.jpg"));
  watcher->rescan(nullptr);
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("b.jpg", "a.jpg")) << "as the writer asks for it when it has mended it";
}

TEST_F(Watching, GoesOnAfterAScanThatMetADamagedGallery) {
  photo("marked/.nomedia");
  photo("z/a.jpg");
  start();
  to_read.clear();
  meets_damage = true;
  watcher->rescan(nullptr);
  settle_over_damage();
  photo("z/b.jpg");
  watcher->rescan(nullptr);
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("z/b.jpg"));
}

TEST_F(Watching, ReadsNothingAgainThatIsKnown) {
  photo("a.jpg");
  start();
  to_read.clear();
  watcher->rescan();
  settle();
  EXPECT_THAT(to_read, IsEmpty());
}

TEST_F(Watching, TriesAgainWhatCouldNotBeReadAndNothingElse) {
  photo("good.jpg");
  photo("killed.jpg");
  photo("unread.jpg");
  photo("crashed.jpg");
  start();
  fail("killed.jpg", Reason::killed);
  fail("unread.jpg", Reason::read_error);
  fail("crashed.jpg", Reason::crashed);
  to_read.clear();
  watcher->rescan();
  settle();
  EXPECT_THAT(to_read, IsEmpty()) << "as after lost events, which may be often";
  watcher->try_again();
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("killed.jpg", "unread.jpg"));
  EXPECT_EQ(tried_again, 2) << "references, too: at the start, and now";
}

TEST_F(Watching, TriesAgainWhatCouldNotBeReadAtTheNextStart) {
  photo("killed.jpg");
  start();
  fail("killed.jpg", Reason::killed);
  to_read.clear();
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("killed.jpg"));
}

TEST_F(Watching, TriesAgainWhatCouldNotBeReadByItselfAfterAWhile) {
  photo("killed.jpg");
  rules.again_every = std::chrono::seconds(1);
  start();
  fail("killed.jpg", Reason::killed);
  to_read.clear();
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (to_read.empty() && Clock::now() < end) loop.run_one_for(std::chrono::milliseconds(50));
  EXPECT_THAT(to_read, UnorderedElementsAre("killed.jpg"));
}

TEST_F(Watching, SeesFilesComeChangeMoveAndGo) {
  start();
  photo("a.jpg");
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.jpg"));
  photo("a.jpg", "longer than before");
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.jpg", "a.jpg"));
  fs::rename(root / "a.jpg", root / "b.jpg");
  settle();
  EXPECT_EQ(to_read.back(), "b.jpg");
  EXPECT_THAT(gone, UnorderedElementsAre("a.jpg"));
  fs::remove(root / "b.jpg");
  settle();
  EXPECT_THAT(gone, UnorderedElementsAre("a.jpg", "b.jpg"));
}

TEST_F(Watching, SeesAHardLink) {
  photo("a.jpg");
  start();
  fs::create_hard_link(root / "a.jpg", root / "link.jpg");
  settle();
  EXPECT_EQ(to_read.back(), "link.jpg");
}

TEST_F(Watching, LosesNothingOfATreeThatIsMadeWhileItLooks) {
  start();
  for (int i = 0; i < 30; ++i) {
    make(root / ("d" + std::to_string(i) + "/x/y/z"));
    for (const char* place : {"", "/x", "/x/y/z"}) photo("d" + std::to_string(i) + place + "/p.jpg");
  }
  settle();
  EXPECT_EQ(to_read.size(), 90U);
}

TEST_F(Watching, FollowsAFolderThatIsMoved) {
  make(root / "old/sub");
  photo("old/sub/a.jpg");
  start();
  fs::rename(root / "old", root / "new");
  settle();
  EXPECT_EQ(to_read.back(), "new/sub/a.jpg");
  EXPECT_THAT(folders_gone, testing::Contains("old"));
  photo("new/sub/b.jpg");
  settle();
  EXPECT_EQ(to_read.back(), "new/sub/b.jpg") << "it is watched under its new name";
}

TEST_F(Watching, TellsOfAFolderThatIsGone) {
  make(root / "sub");
  photo("sub/a.jpg");
  start();
  fs::remove_all(root / "sub");
  settle();
  EXPECT_THAT(gone, testing::Contains("sub/a.jpg"));
}

TEST_F(Watching, NeitherFollowsLinksNorOpensSpecialFiles) {
  ASSERT_EQ(::mkfifo((root / "fifo.jpg").c_str(), 0600), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (root / "socket.jpg").string().copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  fs::create_symlink("nowhere", root / "dangling.jpg");
  fs::create_symlink(".", root / "loop");
  fs::create_symlink("/", root / "everything");
  make(root / "folder.jpg");
  photo("real.jpg");
  fs::create_symlink("real.jpg", root / "link.jpg");
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("real.jpg"));
  ::close(socket);
}

TEST_F(Watching, ShowsNothingFromOutsideWhenAFolderIsSwappedForALink) {
  const fs::path outside = make(folder / "outside");
  for (int i = 0; i < 20; ++i) {
    photo("sub/p" + std::to_string(i) + ".jpg", "inside");
    write_bytes(outside / ("p" + std::to_string(i) + ".jpg"), "secret, and longer");
    write_bytes(outside / ("q" + std::to_string(i) + ".jpg"), "secret, and longer");
  }
  fs::create_symlink(outside, root / "link");
  std::atomic<bool> done = false;
  std::atomic<int> swaps = 0;
  std::thread swapper([&] {
    for (; !done; ++swaps, std::this_thread::sleep_for(std::chrono::microseconds(300)))  // or only events would come
      ::syscall(SYS_renameat2, AT_FDCWD, (root / "sub").c_str(), AT_FDCWD, (root / "link").c_str(), RENAME_EXCHANGE);
  });
  int secrets = 0, read = 0;
  const auto look = [&](const std::string& path) {
    ++read;
    const auto result = read_photo_bytes(folders.open(path), never);
    if (const auto* bytes = std::get_if<PhotoBytes>(&result)) secrets += bytes->stamp.size != 6 ? 1 : 0;
    const auto stamp = folders.stamp(path);
    if (const auto* found = std::get_if<FileStamp>(&stamp)) secrets += found->size != 6 ? 1 : 0;
  };
  watcher = std::make_unique<Watcher>(
      loop, gallery, folders, ledger, rules,
      WatcherLinks{[&](const std::string& path, Token) { look(path); }, [](const std::string&, Token) {},
                   [](const std::string&, Token) {}, [] {}});
  watcher->start();
  const auto begin = Clock::now();
  const auto enough = [&] { return swaps > 500 && read > 300 && Clock::now() > begin + std::chrono::seconds(3); };
  while (!enough() && Clock::now() < begin + std::chrono::minutes(1)) {
    watcher->rescan();
    loop.restart();
    loop.run_for(std::chrono::milliseconds(20));
    for (const char* name : {"sub/p0.jpg", "sub/q0.jpg", "link/p1.jpg"}) look(root / name);
  }
  done = true;
  swapper.join();
  EXPECT_TRUE(enough()) << swaps << " swaps, " << read << " looks";
  EXPECT_EQ(secrets, 0);
}

TEST_F(Watching, SeesARootThatWasReplacedByAnotherFolder) {
  photo("a.jpg");
  start();
  fs::rename(root, folder / "away");
  make(root);
  photo("b.jpg");
  watcher->rescan();
  settle();
  EXPECT_THAT(to_read, testing::Contains("b.jpg"));
}

TEST_F(Watching, LeavesOutWhatBeginsWithADotIsExcludedOrMarked) {
  make(root / ".thumbnails");
  photo(".thumbnails/a.jpg");
  photo(".hidden.jpg");
  make(root / "private");
  photo("private/b.jpg");
  photo("private/.nofaces");
  make(root / "skip");
  photo("skip/c.jpg");
  photo("d.tmp.jpg");
  photo("good.jpg");
  rules.left_out.exclude = {"skip", "*.tmp.jpg"};
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("good.jpg"));
}

TEST_F(Watching, LeavesOutARootThatIsMarkedItself) {
  photo(".nofaces");
  photo("a.jpg");
  make(root / "sub");
  photo("sub/b.jpg");
  start();
  EXPECT_THAT(to_read, IsEmpty());
}

TEST_F(Watching, NeverLooksIntoItsOwnData) {
  make(root / "data/references");
  photo("data/references/a.jpg");
  photo("good.jpg");
  rules.left_out.never = {(root / "data").string()};
  start();
  photo("data/references/b.jpg");
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("good.jpg"));
}

TEST_F(Watching, TakesAFoldersMarkSeriouslyWhenItComesAndWhenItGoes) {
  make(root / "sub");
  photo("sub/a.jpg");
  start();
  photo("sub/.nomedia");
  settle();
  EXPECT_THAT(folders_gone, testing::Contains("sub"));
  make(root / "sub/deeper");
  photo("sub/late.jpg");
  photo("sub/deeper/late.jpg");
  settle();
  EXPECT_THAT(to_read, testing::Not(testing::Contains(testing::EndsWith("late.jpg"))))
      << "what comes later is left out, too";
  fs::remove(root / "sub/.nomedia");
  photo("sub/b.jpg");
  settle();
  EXPECT_THAT(to_read, testing::Contains("sub/b.jpg"));
}

TEST_F(Watching, FindsOutWhatHappenedWhileItWasNotThere) {
  photo("kept.jpg");
  photo("removed.jpg");
  photo("changed.jpg");
  make(root / "gone");
  photo("gone/a.jpg");
  start();
  watcher.reset();
  fs::remove(root / "removed.jpg");
  photo("changed.jpg", "changed");
  photo("new.jpg");
  fs::remove_all(root / "gone");
  to_read.clear();
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("changed.jpg", "new.jpg"));
  EXPECT_THAT(gone, UnorderedElementsAre("removed.jpg"));
  EXPECT_THAT(folders_gone, UnorderedElementsAre("gone"));
}

TEST_F(Watching, KeepsWhatIsInAFolderThatCannotBeListedOrEnteredForAMoment) {
  for (const char* path : {"a.jpg", "sub/b.jpg", "sub/deep/c.jpg"}) photo(path);
  start();
  const AsAnOrdinaryUser user(folder.path());
  for (const fs::perms mode : {fs::perms::owner_exec, fs::perms::owner_read, fs::perms::none}) {
    fs::permissions(root / "sub", mode);
    for (const char* path : {"sub/b.jpg", "sub/deep/c.jpg"}) watcher->look_again((root / path).string(), {});
    watcher->rescan();
    settle();
    fs::permissions(root / "sub", fs::perms::owner_all);
    EXPECT_THAT(gone, IsEmpty()) << static_cast<int>(mode);
    EXPECT_THAT(folders_gone, IsEmpty()) << static_cast<int>(mode);
    to_read.clear();
    watcher->rescan();
    settle();
    EXPECT_THAT(to_read, IsEmpty()) << "all of it is still known";
  }
}

TEST_F(Watching, KnowsAFolderFromAnotherThatTookItsName) {
  photo("album/sub/a.jpg");
  photo("new/b.jpg");
  start();
  fs::rename(root / "album", folder / "album.old");
  fs::rename(root / "new", root / "album");
  settle();
  EXPECT_THAT(folders_gone, testing::IsSupersetOf({"album/sub"}));
  photo("album/c.jpg");
  write_bytes(folder / "album.old/stranger.jpg", "x");
  settle();
  EXPECT_EQ(to_read.back(), "album/c.jpg") << "and hears no more of the old one";
}

TEST_F(Watching, LetsGoOfAPhotoThatWasReplacedByAFolder) {
  photo("x.jpg");
  start();
  fs::remove(root / "x.jpg");
  make(root / "x.jpg");
  settle();
  EXPECT_THAT(gone, UnorderedElementsAre("x.jpg"));
}

TEST_F(Watching, LeavesOutThumbnailsAndTrashUnlessTheyAreAskedFor) {
  photo("@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg");
  photo("#recycle/deleted.jpg");
  photo("a.jpg");
  rules.left_out.include = {"#recycle"};
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.jpg", "#recycle/deleted.jpg"));
}

TEST_F(Watching, LosesNothingWhenTheKernelsQueueOverflows) {
  start();
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  if (most == 0 || most > 100'000)
    GTEST_SKIP() << "the kernel's queue holds " << most << " events: too long to fill here";
  for (std::size_t i = 0; i < most; ++i) fs::remove((write_bytes(root / "x.txt", ""), root / "x.txt"));
  for (int i = 0; i < 50; ++i) photo(std::to_string(i) + ".jpg");
  settle();
  settle();  // the first one may have found the overflow itself
  EXPECT_EQ(std::set<std::string>(to_read.begin(), to_read.end()).size(), 50U);
}

TEST_F(Watching, ShowsNamesOfAnyBytes) {
  photo("bad\xff\xfe\n\x1b[31m.jpg");
  photo(std::string(251, 'n') + ".jpg");
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("bad\xff\xfe\n\x1b[31m.jpg", std::string(251, 'n') + ".jpg"));
}

}  // namespace
}  // namespace facefs::test
