// SPDX-License-Identifier: Apache-2.0
// What is left out, what is only counted, and what may not be looked at.
#include <gmock/gmock.h>

#include "support/photo_factory.h"
#include "support/watching.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST_F(Watching, LeavesOutByThePathBelowTheRootToo) {
  for (const char* path : {"2019/raw/a.jpg", "2020/raw/b.jpg", "2020/c.jpg", "2020/@eaDir/d.jpg", "@eaDir/e.jpg"})
    photo(path);
  rules.left_out.exclude = {"2019/raw", "2020/c.*"};
  rules.left_out.include = {"2020/@eaDir"};
  start();
  EXPECT_THAT(to_read, UnorderedElementsAre("2020/raw/b.jpg", "2020/@eaDir/d.jpg"));
  photo("2020/c.jpg", "longer");
  photo("2020/raw/f.jpg");
  settle();
  EXPECT_EQ(to_read.back(), "2020/raw/f.jpg");
  EXPECT_THAT(to_read, Not(Contains("2020/c.jpg")));
}

TEST_F(Watching, TakesEitherMarkSeriouslyWhenItComesAndWhenItGoes) {
  for (const std::string mark : {".nofaces", ".nomedia"}) {
    const std::string sub = "sub" + mark;
    photo(sub + "/a.jpg");
    if (watcher)
      settle();
    else
      start();
    photo(sub + "/" + mark);
    settle();
    EXPECT_THAT(folders_gone, Contains(sub));
    fs::remove(root / sub / mark);
    photo(sub + "/b.jpg");
    settle();
    EXPECT_THAT(to_read, Contains(sub + "/b.jpg"));
  }
}

class CountingUnread : public Watching {
 protected:
  const std::string jpeg = bytes_of(facefs::test::photo("obama2.jpg"));
  const std::string heic = std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(100, '\0');
};

TEST_F(CountingUnread, FollowsAFileThatBecomesAnotherKind) {
  photo("a.HEIC", jpeg);
  photo("b.HEIC", heic);
  start();
  EXPECT_THAT(to_read, ElementsAre("a.HEIC"));
  EXPECT_THAT(watcher->unread(), ElementsAre(Pair("heic", 1)));
  photo("a.HEIC", heic);
  settle();
  EXPECT_THAT(gone, ElementsAre("a.HEIC")) << "the photo that stood there";
  EXPECT_THAT(watcher->unread(), ElementsAre(Pair("heic", 2)));
  photo("a.HEIC", jpeg);
  photo("b.HEIC", jpeg);
  settle();
  EXPECT_THAT(to_read, UnorderedElementsAre("a.HEIC", "a.HEIC", "b.HEIC"));
  EXPECT_THAT(watcher->unread(), IsEmpty());
}

TEST_F(CountingUnread, CountsNoFileThatIsRemovedOrRenamed) {
  for (const char* name : {"a.HEIC", "b.HEIC"}) photo(name, heic);
  start();
  fs::remove(root / "a.HEIC");
  fs::rename(root / "b.HEIC", root / "c.HEIC");
  settle();
  EXPECT_THAT(watcher->unread(), ElementsAre(Pair("heic", 1)));
}

TEST_F(CountingUnread, CountsAnewWhenEverythingIsLookedAt) {
  photo("sub/a.HEIC", heic);
  photo("b.jpg");
  start();
  ASSERT_THAT(watcher->unread(), ElementsAre(Pair("heic", 1)));
  fs::rename(root / "sub", folder / "elsewhere");
  watcher->rescan();
  settle();
  EXPECT_THAT(watcher->unread(), IsEmpty());
}

TEST_F(Watching, SaysWhatMayNotBeListedUntilItMay) {
  for (const char* path : {"a.jpg", "sub/b.jpg"}) photo(path);
  start();
  const AsAnOrdinaryUser user(folder.path());
  fs::permissions(root / "sub", fs::perms::none);
  watcher->rescan();
  settle();
  EXPECT_THAT(watcher->problems(), ElementsAre(AllOf(HasSubstr("cannot be listed"), HasSubstr(root / "sub"))));
  EXPECT_EQ(watcher->roots().at(0).state, "watched") << "but for that one";
  fs::permissions(root / "sub", fs::perms::owner_all);
  watcher->rescan();
  settle();
  EXPECT_THAT(watcher->problems(), IsEmpty());
  EXPECT_THAT(gone, IsEmpty());
}

TEST_F(Watching, SaysThatARootMayNotBeListedUntilItMay) {
  photo("a.jpg");
  const AsAnOrdinaryUser user(folder.path());
  fs::permissions(root, fs::perms::owner_exec);
  start();
  EXPECT_EQ(watcher->roots().at(0).state, "unreadable");
  EXPECT_THAT(watcher->problems(), ElementsAre(HasSubstr("cannot be listed")));
  fs::permissions(root, fs::perms::owner_all);
  watcher->rescan();
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "watched");
  EXPECT_THAT(to_read, ElementsAre("a.jpg"));
}

TEST_F(Watching, SaysThatARootOfKnownPhotosMayNotBeListedAnyMore) {
  photo("a.jpg");
  start();
  const AsAnOrdinaryUser user(folder.path());
  fs::permissions(root, fs::perms::none);
  watcher->rescan();
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "unreadable") << "and not offline: nothing is to be plugged in";
  EXPECT_THAT(watcher->problems(), ElementsAre(HasSubstr("cannot be listed")));
  EXPECT_THAT(gone, IsEmpty());
  fs::permissions(root, fs::perms::owner_all);
}

TEST_F(Watching, SaysTheSameWhereAFolderAboveTheRootMayNotBeEntered) {
  photo("a.jpg");
  start();
  const AsAnOrdinaryUser user(folder.path());
  fs::permissions(folder.path(), fs::perms::none);
  watcher->rescan();
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "unreadable");
  EXPECT_THAT(gone, IsEmpty());
  EXPECT_THAT(folders_gone, IsEmpty());
  fs::permissions(folder.path(), fs::perms::owner_all);
  watcher->rescan();
  settle();
  EXPECT_EQ(watcher->roots().at(0).state, "watched");
}

TEST_F(Watching, GoesOnLookingWhenFewerPhotosAreStillToBeRead) {
  photo("sub/a.jpg");
  start();
  to_read.clear();
  photo("sub/b.jpg");
  std::vector<Token> pending;
  for (int i = 0; i < 2001; ++i) pending.push_back(ledger.begin(Ledger::Kind::photo));
  watcher->rescan();
  loop.restart();
  loop.poll();
  pending.clear();
  settle();
  EXPECT_THAT(to_read, ElementsAre("sub/b.jpg"));
}

}  // namespace
}  // namespace facefs::test
