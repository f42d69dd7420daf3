// SPDX-License-Identifier: Apache-2.0
// What an earlier facefsd has left, and how one is ended.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include "index/storage/path_tables.h"
#include "index/storage/update.h"
#include "support/running_daemon.h"
#include "system/photo_file.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class StartingAgain : public DaemonTest {
 protected:
  void begin() {
    add_photo("obama2.jpg", "a.jpg");
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    ASSERT_EQ(stop(), 0);
  }
  /// Notes a file in the gallery of a daemon that has ended: it was looked at and could not be read.
  void fail(const std::string& file, Reason reason) const {
    const Gallery gallery(data / "gallery", {photos.string()});
    Update update(gallery);
    const auto stamp = std::get<FileStamp>(stamp_at((photos / file).string()));
    PathTables(update).fail({PathTables(update).folder_for(photos.string()), file}, stamp, {reason, "s"});
    update.commit();
  }
  void set_text(const char* name, const std::string& text) const {
    const Gallery gallery(data / "gallery", {photos.string()});
    Update update(gallery);
    update.set_text(name, text);
    update.commit();
  }
};

TEST_F(StartingAgain, AfterOneCrashMakesTheGalleryAgainAroundItsFacesAndAfterTwoFromNothing) {
  begin();
  write_bytes(data / "gallery.suspect", "x");
  start();
  settle();
  EXPECT_THAT(log(), HasSubstr("crashed on the gallery: it is made again"));
  EXPECT_EQ(status()["computed"], 0);
  EXPECT_EQ(list("people/Obama").size(), 1U);
  EXPECT_FALSE(fs::exists(data / "gallery.suspect")) << "it has not crashed this time";
  ASSERT_EQ(stop(), 0);
  write_bytes(data / "gallery.suspect", "xx");
  start();
  settle();
  EXPECT_THAT(log(), HasSubstr("crashed twice"));
  EXPECT_EQ(status()["computed"], 1);
  EXPECT_EQ(list("people/Obama").size(), 1U);
}

/// Nothing can be read again, and everything stays.
TEST_F(StartingAgain, ServesWithOtherModelsThoughTheDiskIsAway) {
  begin();
  set_text("models", "of an earlier facefs");
  fs::rename(photos, photos.string() + ".away");
  start();
  EXPECT_TRUE(is_mounted());
  EXPECT_TRUE(fs::exists(faces / "enroll/Obama/obama.jpg"));
  EXPECT_TRUE(eventually([&] { return status()["problems"].dump().find("its photos are kept") != std::string::npos; }))
      << status();
  EXPECT_THAT(list("people/Obama"), Not(testing::IsEmpty()));
}

TEST_F(StartingAgain, ServesAfterTwoCrashesThoughTheDiskIsAway) {
  begin();
  write_bytes(data / "gallery.suspect", "xx");
  fs::rename(photos, photos.string() + ".away");
  start();
  EXPECT_TRUE(is_mounted());
  EXPECT_FALSE(fs::exists(data / "gallery.suspect"));
}

TEST_F(StartingAgain, RemovesWhatAnImportThatWasKilledHasLeft) {
  begin();
  fs::create_directories(data / "import-abcdef/references");
  write_bytes(data / "import-abcdef/facefs.json", "names");
  start();
  EXPECT_FALSE(fs::exists(data / "import-abcdef"));
  EXPECT_TRUE(fs::exists(data / "decisions.log"));
}

TEST_F(StartingAgain, ReadsWhatCrashedTheWorkersOnceMoreWhenTheyAreOthers) {
  begin();
  fail("a.jpg", Reason::crashed);
  start();
  settle();
  EXPECT_EQ(status()["failed"], 1) << "by the same ones it is not tried again";
  ASSERT_EQ(stop(), 0);
  set_text("program", "another build");
  start();
  settle();
  EXPECT_EQ(status()["failed"], 0);
  EXPECT_EQ(status()["photos"], 1);
}

TEST_F(StartingAgain, TellsOfALogWhoseLastLineWasTorn) {
  begin();
  std::ofstream(data / "decisions.log", std::ios::app) << "half a li";
  start();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("torn and has been cut off"));
}

TEST_F(StartingAgain, FollowsAnEndInGoodOrderByEachSignalThatAsksForOne) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    start();
    ::kill(daemon_, signal);
    ASSERT_TRUE(eventually([&] { return !is_running(); })) << signal;
    EXPECT_EQ(exit_, 0) << signal;
    EXPECT_FALSE(is_mounted()) << signal;
    EXPECT_FALSE(fs::exists(data / "gallery.in-use")) << signal;
  }
}

/// facefsd holds one file open for each file that is read in the mount.
TEST_F(StartingAgain, AllowsItselfAllTheOpenFilesThatItMayHave) {
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  const rlimit few{64, usual.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  start();
  ::setrlimit(RLIMIT_NOFILE, &usual);
  const std::string limits = bytes_of("/proc/" + std::to_string(daemon_) + "/limits");
  const std::string line = limits.substr(limits.find("Max open files"), 50);
  EXPECT_THAT(line, HasSubstr(std::to_string(usual.rlim_max)));
  EXPECT_THAT(line, testing::Not(HasSubstr(" 64 ")));
}

}  // namespace
}  // namespace facefs::test
