// SPDX-License-Identifier: Apache-2.0
// Photos that no watched folder holds, copied into people/: each becomes a reference, and is shown where it was put.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

TEST_F(Verbs, APhotoFromOutsideBecomesAReference) {
  begin();
  ASSERT_EQ(shell("cp " + quoted(photo("obama_partial_face.jpg")) + " " + quoted(faces / "people/Obama/new.jpg")).code,
            0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg", "obama.jpg"));
  EXPECT_EQ(verdict("Obama", "new.jpg"), "used");
  EXPECT_THAT(list("people/Obama"), Contains("new.jpg")) << "it stands where it was put";
  EXPECT_THAT(list("maybe/Obama"), Not(Contains("new.jpg")));
  fs::copy_file(photo("biden.jpg"), faces / "people/Obama/new.jpg", fs::copy_options::overwrite_existing);
  settle();
  EXPECT_EQ(verdict("Obama", "new.jpg"), "unlike-others") << "what it teaches was looked at again";
}

TEST_F(Verbs, APhotoFromOutsideIsListedWhileItIsCopiedIn) {
  begin();
  ASSERT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  std::ofstream copying(faces / "people/Obama/new.jpg", std::ios::binary);
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg", "o2.jpg", "o3.jpg"));
  copying << bytes_of(photo("obama_partial_face.jpg"));
  copying.close();
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg", "o2.jpg", "o3.jpg"));
  settle();
}

TEST_F(Verbs, APhotoFromOutsideTakesNoReferencesPlaceThatHasItsName) {
  begin();
  const std::string reference = bytes_of(faces / "enroll/Obama/obama.jpg");
  const std::string other = bytes_of(photo("obama_partial_face.jpg"));
  write_bytes(faces / "people/Obama/obama.jpg", other);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama (2).jpg", "obama.jpg"));
  EXPECT_TRUE(bytes_of(faces / "enroll/Obama/obama.jpg") == reference);
  EXPECT_TRUE(bytes_of(faces / "enroll/Obama/obama (2).jpg") == other);
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg", "obama.jpg")) << "it stands where it was put";
}

/// As on a busy machine: the workers that would read the photo stand still until its node would have gone.
TEST_F(Verbs, APhotoFromOutsideStaysWhereItWasPutHoweverLongReadingItTakes) {
  begin();
  const std::string workers = "$(pgrep -P " + std::to_string(daemon_) + " -f facefs-vision)";
  ASSERT_EQ(shell("for p in " + workers + "; do kill -STOP $p $(pgrep -P $p); done").code, 0);
  write_bytes(faces / "people/Obama/new.jpg", bytes_of(photo("obama_partial_face.jpg")));
  EXPECT_FALSE(eventually([&] { return !fs::exists(faces / "people/Obama/new.jpg"); }, std::chrono::seconds(9)));
  ASSERT_EQ(shell("for p in " + workers + "; do kill -CONT $p $(pgrep -P $p); done").code, 0);
  settle();
  EXPECT_EQ(verdict("Obama", "new.jpg"), "used");
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg", "o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, APhotoFromOutsideStaysWhereItWasPutOverAKill) {
  begin();
  const std::string bytes = bytes_of(photo("obama_partial_face.jpg"));
  write_bytes(faces / "people/Obama/new.jpg", bytes);
  settle();
  kill_daemon(SIGKILL);
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg", "o2.jpg", "o3.jpg"));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/new.jpg") == bytes);
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg", "obama.jpg"));
  EXPECT_EQ(verdict("Obama", "new.jpg"), "used");
  ASSERT_EQ(run("mv $F/people/Obama/new.jpg $F/people/Obama/mine.jpg").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("mine.jpg", "o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg", "obama.jpg"));
  ASSERT_EQ(stop(), 0);
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("mine.jpg", "o2.jpg", "o3.jpg"));
  ASSERT_EQ(run("rm $F/people/Obama/mine.jpg").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
}

TEST_F(Verbs, APhotoFromOutsideIsShownOnceWhenAWatchedFolderGetsItToo) {
  begin();
  write_bytes(faces / "people/Obama/new.jpg", bytes_of(photo("obama2.jpg")) + "album.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg", "o2.jpg", "o3.jpg"));
  add_another("album.jpg");
  settle();
  EXPECT_TRUE(eventually([&] { return list("people/Obama").size() == 3; }));
  EXPECT_THAT(list("people/Obama"), ElementsAre("album.jpg", "o2.jpg", "o3.jpg"));
}

}  // namespace
}  // namespace facefs::test
