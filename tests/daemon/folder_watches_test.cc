// SPDX-License-Identifier: Apache-2.0
#include "daemon/folder_watches.h"

#include <gmock/gmock.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Watches : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::string root = folder / "root";
  const PhotoFolders folders{{root}};
  boost::asio::io_context loop;
  FolderWatches watches{loop, folders};

  void SetUp() override { fs::create_directories(root + "/a/b"); }
  /// Returns each event as "folder/name", with the name by which the folder is known.
  std::vector<std::string> told() {
    std::vector<std::string> names;
    watches.drain([&](const FileEvent& event) {
      if (event.kind == FileEvent::Kind::watch_dropped) return watches.was_dropped(event.watch);
      const auto of = watches.folder_of(event.watch);
      names.push_back(of ? of->substr(root.size()) + "/" + event.name : "nobody's");
    });
    return names;
  }
};

TEST_F(Watches, TellWhatHappensInAFolder) {
  EXPECT_EQ(watches.add(root), FolderWatches::Added::watched);
  write_bytes(root + "/x.jpg", "bytes");
  EXPECT_THAT(told(), ElementsAre("/x.jpg", "/x.jpg"));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Watches, KnowWhichFoldersAreWatchedBelowOne) {
  fs::create_directories(root + "/a b");  // sorts between a and a/b
  for (const char* path : {"", "/a", "/a/b", "/a b"}) watches.add(root + path);
  EXPECT_TRUE(watches.holds(root + "/a"));
  EXPECT_THAT(watches.below(root + "/a"), ElementsAre(root + "/a/b"));
}

TEST_F(Watches, AreDroppedWithThoseBelow) {
  for (const char* path : {"", "/a", "/a/b"}) watches.add(root + path);
  watches.drop(root + "/a");
  EXPECT_FALSE(watches.holds(root + "/a"));
  EXPECT_FALSE(watches.holds(root + "/a/b"));
  told();
  write_bytes(root + "/a/x.jpg", "bytes");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_TRUE(watches.holds(root));
}

/// The kernel's number stays with the folder, whatever it is called.
TEST_F(Watches, OfAFolderThatWasMovedStayWithItUnderItsNewName) {
  watches.add(root + "/a");
  fs::rename(root + "/a", root + "/c");
  watches.add(root + "/c");
  watches.drop(root + "/a");
  told();
  write_bytes(root + "/c/x.jpg", "bytes");
  EXPECT_THAT(told(), ElementsAre("/c/x.jpg", "/c/x.jpg"));
}

TEST_F(Watches, OfANameThatAnotherFolderTookAreThatOnes) {
  watches.add(root + "/a");
  fs::rename(root + "/a", folder / "elsewhere");
  fs::create_directories(root + "/a");
  watches.add(root + "/a");
  told();
  write_bytes(folder / "elsewhere/x.jpg", "bytes");
  EXPECT_THAT(told(), IsEmpty()) << "its events are not ours any more";
  write_bytes(root + "/a/y.jpg", "bytes");
  EXPECT_THAT(told(), ElementsAre("/a/y.jpg", "/a/y.jpg"));
}

TEST_F(Watches, OfAFolderThatIsGoneAreNoLackOfWatches) {
  EXPECT_EQ(watches.add(root + "/none"), FolderWatches::Added::refused);
  EXPECT_FALSE(watches.holds(root + "/none"));
}

TEST_F(Watches, ThatTheKernelDroppedMeanNothing) {
  watches.add(root + "/a/b");
  fs::remove(root + "/a/b");
  told();
  EXPECT_FALSE(watches.holds(root + "/a/b"));
}

TEST_F(Watches, CallWhenSomethingHasHappened) {
  watches.add(root);
  int called = 0;
  watches.when_ready([&] { ++called; });
  loop.run_for(std::chrono::milliseconds(1));
  EXPECT_EQ(called, 0);
  write_bytes(root + "/x.jpg", "bytes");
  loop.restart();
  loop.run_for(std::chrono::seconds(10));
  EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace facefs::test
