// SPDX-License-Identifier: Apache-2.0
// decisions.log that is gone, cut, damaged or an older one: log and gallery can each make the other again.
#include <gmock/gmock.h>

#include "support/surviving_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class SurvivingTheLog : public Surviving {
 protected:
  void begin() {
    for (const char* name : {"obama2.jpg", "obama3.jpg"}) add_photo(name, name);
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    ASSERT_EQ(fs::remove(faces / "people/Obama/obama3.jpg"), true);
    settle();
    ASSERT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
  }
  void expect_the_same() {
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
    EXPECT_EQ(status()["computed"], 0) << "nothing is embedded again";
  }
  fs::path log_file() const { return data / "decisions.log"; }
};

TEST_F(SurvivingTheLog, WhenItIsGone) {
  begin();
  ASSERT_EQ(stop(), 0);
  fs::remove(log_file());
  start();
  expect_the_same();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("written again"));
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg")) << "the new log knows all of it";
}

TEST_F(SurvivingTheLog, WhenItIsAnOlderOne) {
  begin();
  const std::string older = bytes_of(log_file());
  ASSERT_TRUE(fs::create_directory(faces / "people/Ann"));
  ASSERT_EQ(stop(), 0);
  write_bytes(log_file(), older);
  start();
  expect_the_same();
  EXPECT_TRUE(fs::exists(faces / "people/Ann"));
}

TEST_F(SurvivingTheLog, WhenItsFirstLineIsDamaged) {
  begin();
  ASSERT_EQ(stop(), 0);
  std::string bytes = bytes_of(log_file());
  bytes[bytes.find(' ', 20) - 3] ^= 1;  // in the log's own number
  write_bytes(log_file(), bytes);
  start();
  expect_the_same();
  EXPECT_EQ(facefs("undo").code, 0) << "its lines are all there";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg", "obama3.jpg"));
}

TEST_F(SurvivingTheLog, WhenALineOfItIsDamaged) {
  begin();
  ASSERT_EQ(stop(), 0);
  const std::string whole = bytes_of(log_file());
  for (const std::string& word : {std::string("\"Obama\""), std::string("/obama.jpg"), std::string("is-not")}) {
    std::string bytes = whole;
    bytes[bytes.find(word) + 2] ^= 1;
    write_bytes(log_file(), bytes);
    start();
    expect_the_same();
    EXPECT_THAT(status()["problems"].dump(), HasSubstr("written again from the gallery")) << word;
    ASSERT_EQ(stop(), 0);
    fs::remove_all(data / "gallery");
    start();
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg")) << "the log says it again: " << word;
    ASSERT_EQ(stop(), 0);
  }
}

TEST_F(SurvivingTheLog, WhenItIsGoneAndOtherModelsFindTheFaces) {
  begin();
  ASSERT_EQ(stop(), 0);
  fs::remove(log_file());
  write_bytes(home / "config.toml", "[recognition]\ndetector = \"hog\"\n");
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
}

TEST_F(SurvivingTheLog, WhenItIsRemovedEmptiedOrReplacedWhileItIsUsed) {
  begin();
  int round = 0;
  for (const std::string way :
       {"rm $L", ": > $L", "cp $L $L.new && mv $L.new $L", "truncate -s -5 $L", "mv $L $L.kept"}) {
    ASSERT_EQ(shell("L=" + quoted(log_file()) + "; " + way).code, 0);
    const std::string name = "Person " + std::to_string(++round);
    ASSERT_TRUE(fs::create_directory(faces / "people" / name)) << way;
    EXPECT_THAT(bytes_of(log_file()), HasSubstr(name)) << way;
    kill_daemon(SIGKILL);
    start();
    EXPECT_TRUE(fs::exists(faces / "people" / name)) << way;
    expect_the_same();
  }
}

TEST_F(SurvivingTheLog, AndTakesNoActWhileAFolderStandsInItsPlace) {
  begin();
  ASSERT_EQ(shell("L=" + quoted(log_file()) + "; rm $L && mkdir $L").code, 0);
  EXPECT_NE(facefs("forget --yes Obama").code, 0);
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("decisions.log"));
  std::error_code error;
  EXPECT_FALSE(fs::create_directory(faces / "people/Ann", error));
  EXPECT_TRUE(error);
  EXPECT_FALSE(fs::remove(faces / "people/Obama/obama2.jpg", error));
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("decisions.log"));
  fs::remove(log_file());
  EXPECT_TRUE(fs::create_directory(faces / "people/Ann"));
  EXPECT_THAT(bytes_of(log_file()), HasSubstr("Ann"));
}

/// A backup, for example, may rename what it has kept.
TEST_F(SurvivingTheLog, AndLeavesTheUserTheOneThatWasMoved) {
  begin();
  const std::string before = bytes_of(log_file());
  fs::rename(log_file(), home / "kept.log");
  ASSERT_TRUE(fs::create_directory(faces / "people/Ann"));
  EXPECT_EQ(bytes_of(home / "kept.log"), before);
}

TEST_F(SurvivingTheLog, AndTheGalleryByWhatTheReferencesTell) {
  begin();
  ASSERT_EQ(stop(), 0);
  fs::remove(log_file());
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("from a backup"));
  EXPECT_THAT(list("people/Restored 1"), ElementsAre("obama2.jpg", "obama3.jpg"));
}

TEST_F(SurvivingTheLog, EmptiedOrCutAndTheGalleryByWhatTheReferencesTell) {
  begin();
  ASSERT_EQ(stop(), 0);
  const std::string whole = bytes_of(log_file());
  const std::string first_line = whole.substr(0, whole.find('\n') + 1);
  for (const std::string& left : {std::string(), first_line}) {
    write_bytes(log_file(), left);
    fs::remove_all(data / "gallery");
    start();
    settle();
    EXPECT_THAT(list("people/Restored 1"), ElementsAre("obama2.jpg", "obama3.jpg")) << left;
    EXPECT_THAT(status()["problems"].dump(), HasSubstr("from a backup")) << left;
    ASSERT_EQ(stop(), 0);
  }
}

}  // namespace
}  // namespace facefs::test
