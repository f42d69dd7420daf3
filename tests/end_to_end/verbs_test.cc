// SPDX-License-Identifier: Apache-2.0
// Verbs that take more than one step, or mean something only after another one.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include "support/folder_watch.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_F(Verbs, HoldOverAKillAndALostGallery) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg && mv $F/people/Biden/b.jpg $F/people/Obama/").code, 0);
  kill_daemon(SIGKILL);
  start();
  settle();
  const Tree after = tree();
  EXPECT_THAT(after.at("people/Obama"), ElementsAre("b.jpg", "o3.jpg"));
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_EQ(tree(), after);
}

TEST_F(Verbs, ConfirmAndRejectWhatIsUncertain) {
  write_bytes(home / "config.toml", "[recognition]\ncertain = 0.1\nmaybe = 0.6\n");
  begin({"--config", home / "config.toml"});
  ASSERT_THAT(list("maybe/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  ASSERT_EQ(run("mv $F/maybe/Obama/o2.jpg $F/people/Obama/").code, 0);
  ASSERT_EQ(run("rm $F/maybe/Obama/o3.jpg").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg"));
  EXPECT_THAT(list("maybe/Obama"), IsEmpty());
  EXPECT_EQ(facefs("undo 2 --yes").code, 0);
  settle();
  EXPECT_THAT(list("maybe/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, AreAskedForWhereTheyAreMostUseful) {
  write_bytes(home / "config.toml", "[recognition]\ncertain = 0.1\nmaybe = 0.6\n");
  begin({"--config", home / "config.toml"});
  const std::string review = bytes_of(faces / ".status/review.tsv");
  EXPECT_THAT(review, HasSubstr("maybe\tmaybe/Obama/o2.jpg\tis that Obama (distance "));
  EXPECT_THAT(review, HasSubstr("? mv it to people/Obama/, or rm it\n"));
}

TEST_F(Verbs, CopyingOntoTheNameOfAnotherPhotoConfirmsTheCopyUnderItsOwn) {
  begin();
  fs::create_directory(photos / "b");
  const Image biden = decoded_image(bytes_of(photo("biden.jpg")));
  write_bytes(photos / "b/o2.jpg", text_of(encode(biden, ImageFormat::png)));  // another image, whatever its name
  before_ = originals();
  settle();
  const std::string shown = bytes_of(faces / "people/Obama/o2.jpg");
  const Finished copied = run("cp -p $P/b/o2.jpg $F/people/Obama/");
  EXPECT_EQ(copied.code, 0) << copied.output;
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2 (2).jpg", "o2.jpg", "o3.jpg"));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/o2.jpg") == shown);
  EXPECT_TRUE(bytes_of(faces / "people/Obama/o2 (2).jpg") == bytes_of(photos / "b/o2.jpg"));
  EXPECT_THAT(log_of_acts(), HasSubstr("cp: o2 (2).jpg is Obama"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
}

TEST_F(Verbs, CopyingANewPhotoOntoANameThatIsThereTeachesBesideIt) {
  begin();
  FolderWatch window(faces / "people/Obama");
  ASSERT_EQ(run("cp $P/o3.jpg $H/o2.jpg && echo >> $H/o2.jpg && cp $H/o2.jpg $F/people/Obama/").code, 0);
  EXPECT_TRUE(window.hears("+o2 (2).jpg"));
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2 (2).jpg", "o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("o2 (2).jpg", "obama.jpg"));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/o2.jpg") == bytes_of(photos / "o2.jpg"));
}

/// A file manager does this at Ctrl+Z.
TEST_F(Verbs, AProgramThatTakesItsOwnCopyBackMovesNothingOut) {
  begin();
  write_bytes(home / "copy.py",
              "import os, shutil, sys\n"
              "shutil.copyfile(sys.argv[1], sys.argv[2])\n"
              "os.unlink(sys.argv[2])\n");
  EXPECT_EQ(run("python3 $H/copy.py $F/people/Obama/o2.jpg $F/people/Biden/o2.jpg").code, 0);
  settle();
  EXPECT_THAT(list("people/Biden"), Not(Contains("o2.jpg")));
  EXPECT_THAT(list("people/Obama"), Contains("o2.jpg"));
}

TEST_F(Verbs, ChangingAPhotoInPlaceIsRefused) {
  begin();
  const auto refused = [&](const std::string& command) {
    const Finished done = run(command);
    EXPECT_NE(done.code, 0) << command;
    EXPECT_THAT(done.output, HasSubstr("ermission denied")) << command;
  };
  refused("echo x >> $F/people/Obama/o2.jpg");
  refused("dd if=/dev/zero of=$F/people/Obama/o2.jpg bs=1 count=1 conv=notrunc");
  refused("truncate -s 0 $F/people/Obama/o2.jpg");
  refused("python3 -c 'import sys; open(sys.argv[1], \"w+b\")' $F/people/Obama/o2.jpg");
  refused("cp $P/b.jpg $F/unknown/all/o2.jpg || cp $P/b.jpg $F/together/Obama/o2.jpg");
  refused("exec 9< $F/people/Obama/o2.jpg; cp $P/b.jpg /proc/self/fd/9");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/o2.jpg") == bytes_of(photos / "o2.jpg"));
}

TEST_F(Verbs, AreToldWithTheProgramsNameWhicheverThreadActs) {
  begin();
  write_bytes(home / "manager.py", R"(
import ctypes, os, sys, threading
def act():
    ctypes.CDLL(None).prctl(15, b'pool-org.gnome.')
    os.rename(sys.argv[1], sys.argv[2])
thread = threading.Thread(target=act)
thread.start()
thread.join()
)");
  ASSERT_EQ(run("python3 $H/manager.py $F/people/Biden/b.jpg $F/people/Obama/b.jpg").code, 0);
  EXPECT_THAT(log_of_acts(), HasSubstr("python3: b.jpg is Obama"));
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("pool-org")));
}

TEST_F(Verbs, OverwritingAPhotoWithItselfIsNoRejection) {
  begin();
  EXPECT_EQ(run("cp $P/o2.jpg $H/ && mv -f $H/o2.jpg $F/people/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_EQ(run("cp -f $P/b.jpg $F/people/Obama/o2.jpg").code, 0);  // opens it, is refused, removes it, makes it anew
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg")) << "each under its own name";
}

/// File managers set mode, times and owner on files that they have closed and think their own, some of them three times
/// over.
TEST_F(Verbs, WhatCopiersSetAfterTheyClosedAKnownContentChangesNoPhoto) {
  begin();
  const std::string stat = "stat -c '%a %s %Y %U' ";
  const std::string original = run(stat + "$F/people/Biden/b.jpg").output;
  const Finished copied = run(R"(F=$F P=$P python3 - <<'END'
import os
bytes = open(os.environ['P'] + '/b.jpg', 'rb').read()
name = os.environ['F'] + '/people/Obama/pasted.jpg'
with open(name, 'wb') as file: file.write(bytes)
for again in range(3):
    os.chmod(name, 0o600)
    os.utime(name, (again, again))
    os.chown(name, os.getuid(), os.getgid())
END
)");
  EXPECT_EQ(copied.code, 0) << copied.output;
  EXPECT_EQ(run(stat + "$F/people/Obama/pasted.jpg").output, original) << "at once";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
  EXPECT_EQ(run("chmod 600 $F/people/Obama/b.jpg && touch -d @7 $F/people/Obama/b.jpg").code, 0)
      << "under its own name, just after it came";
  EXPECT_EQ(run(stat + "$F/people/Obama/b.jpg").output, original);
  EXPECT_NE(run("touch -d @7 $F/people/Obama/o2.jpg").code, 0) << "a photo that nobody has copied";
}

TEST_F(Verbs, AnEditorThatSavesOverAPhotoIsRefusedAndLeavesNothing) {
  begin();
  for (const char* temporary : {".goutputstream-X1Y2Z3", "o2.jpg.tmp", "edited.jpg"}) {
    const Finished saved = run(std::string("F=$F T=") + temporary + R"( python3 - <<'END'
import os
folder = os.environ['F'] + '/people/Obama/'
temporary = folder + os.environ['T']
with open(temporary, 'wb') as file: file.write(open(folder + 'o2.jpg', 'rb').read() + b'edited')
os.rename(temporary, folder + 'o2.jpg')
END
)");
    EXPECT_THAT(saved.output, HasSubstr("PermissionError")) << temporary;
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg")) << temporary;
    EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg")) << temporary;
  }
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("o2.jpg"))) << "nothing was decided";
}

TEST_F(Verbs, ARejectedPhotoThatComesBackFromTheTrashIsThePersonAgain) {
  begin();
  ASSERT_EQ(run("cp $F/people/Obama/o2.jpg $H/ && rm $F/people/Obama/o2.jpg").code, 0);
  settle();
  ASSERT_THAT(list("people/Obama"), ElementsAre("o3.jpg"));
  ASSERT_EQ(run("cp -p $H/o2.jpg $F/people/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, NothingIsMovedOverAReportOrAReference) {
  begin();
  EXPECT_NE(run("python3 -c \"import os; os.rename('$F/people/Obama/o2.jpg', '$F/enroll/Obama/.report.txt')\"").code,
            0);
  EXPECT_NE(run("python3 -c \"import os; os.rename('$F/people/Obama/o2.jpg', '$F/enroll/Obama/obama.jpg')\"").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, APhotoMovedIntoEnrollIsThatPersonAndTeaches) {
  begin();
  ASSERT_EQ(run("mv $F/people/Biden/b.jpg $F/enroll/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("b.jpg", "obama.jpg"));
  EXPECT_THAT(list("people/Obama"), Contains("b.jpg"));
  EXPECT_THAT(list("people/Biden"), IsEmpty());
}

/// The copy would be on another disk, from which it cannot be renamed.
TEST_F(Verbs, APhotoThatCannotBecomeAReferenceIsNotDecidedAbout) {
  begin();
  std::vector<fs::path> disks;
  for (const auto& person : fs::directory_iterator(data / "references")) {
    disks.push_back(person.path() / ".incoming");
    fs::create_directory(disks.back());
    if (::mount("tmpfs", disks.back().c_str(), "tmpfs", 0, nullptr) != 0) GTEST_SKIP() << "only root can mount";
  }
  EXPECT_NE(run("mv $F/people/Biden/b.jpg $F/enroll/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("people/Biden"), ElementsAre("b.jpg"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("b.jpg is Obama")));
  for (const fs::path& disk : disks) EXPECT_EQ(::umount2(disk.c_str(), MNT_DETACH), 0);
}

TEST_F(Verbs, APersonCanBeMadeOfOnePhoto) {
  begin();
  ASSERT_EQ(run("mkdir $F/people/Michelle && mv $F/people/Obama/o2.jpg $F/people/Michelle/").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden", "Michelle", "Obama"));
  EXPECT_THAT(list("Michelle"), Contains("o2.jpg"));
}

TEST_F(Verbs, CanBeReadInTheLogAsItStands) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  const std::string shown = bytes_of(faces / ".status/decisions.log");
  EXPECT_TRUE(shown == bytes_of(data / "decisions.log"));
  EXPECT_EQ(fs::file_size(faces / ".status/decisions.log"), shown.size());
  EXPECT_THAT(shown, HasSubstr("is-not"));
  EXPECT_NE(run("echo >> $F/.status/decisions.log").code, 0);
}

TEST_F(Verbs, PeopleAreMergedAndPartedAgain) {
  begin();
  const Tree before = tree();
  EXPECT_EQ(facefs("merge Biden Obama").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Obama"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
  undo_brings_back(before);
}

TEST_F(Verbs, EnrollingSomebodyHiddenShowsThePersonAgain) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  settle();
  ASSERT_FALSE(fs::exists(faces / "people/Obama"));
  fs::copy_file(photo("obama3.jpg"), faces / "enroll/Obama/another.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

/// A user may keep the pictures in a folder and copy them again.
TEST_F(Verbs, EnrollingSomebodyHiddenWithTheSamePhotosShowsThePersonAgain) {
  begin();
  const std::string copy = "cp " + quoted(photo("obama.jpg")) + " $F/enroll/Obama/";
  const std::string enroll =
      quoted(bin / "facefs") + " --data " + quoted(data) + " enroll Obama " + quoted(photo("obama.jpg"));
  for (const std::string& again : {copy, enroll}) {
    ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
    settle();
    ASSERT_FALSE(fs::exists(faces / "people/Obama"));
    ASSERT_EQ(run(again).code, 0) << again;
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg")) << again;
  }
}

TEST_F(Verbs, EnrollingSomebodyHiddenUnderAnotherNameSaysWhoIsHiddenAndWhatShowsBoth) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  enroll("Barack", {"obama.jpg"});
  settle();
  EXPECT_THAT(bytes_of(faces / "enroll/Barack/.report.txt"),
              HasSubstr("the face of Obama, who was there first and is hidden"));
  ASSERT_EQ(facefs("merge Barack Obama").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, AHiddenPersonIsShownAgain) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  EXPECT_FALSE(fs::exists(faces / "Obama"));
  EXPECT_EQ(facefs("show Obama").code, 0);
  settle();
  EXPECT_THAT(list("Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, GiveNobodyANameThatIsTakenBySomebodyWhoIsNotSeen) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Biden").code, 0);
  const Finished refused = run("mv $F/people/Obama $F/people/Biden");
  EXPECT_THAT(refused.output, HasSubstr("not permitted")) << "'file exists' would be no answer where nothing does";
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("'Biden' is hidden"));
  EXPECT_THAT(list("people"), ElementsAre("Obama"));
}

TEST_F(Verbs, DoNotTakeAFolderOfUncertainPhotosForThePerson) {
  write_bytes(home / "config.toml", "[recognition]\ncertain = 0.1\nmaybe = 0.6\n");
  begin({"--config", home / "config.toml"});
  const Finished moved = run("mv -T $F/maybe/Obama $F/people/Obama");
  EXPECT_THAT(moved.output, HasSubstr("File exists"));
  EXPECT_THAT(list("maybe/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Verbs, AreToldInTheLogUnderTheNamesOfNow) {
  begin();
  ASSERT_EQ(run("mv $F/people/Obama $F/people/Barack").code, 0);
  ASSERT_EQ(facefs("undo").code, 0);
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg && mkdir $F/people/Michelle").code, 0);
  EXPECT_THAT(log_of_acts(), HasSubstr("o2.jpg is not Obama"));
  EXPECT_THAT(log_of_acts(), HasSubstr("Michelle is new"));
}

TEST_F(Verbs, HoldUnderAnotherRuleOtherThresholdsAndOtherModels) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg && mv $F/people/Biden/b.jpg $F/people/Obama/").code, 0);
  ASSERT_EQ(run("mv $F/people/Biden $F/people/Joe && mkdir $F/people/Michelle").code, 0);
  settle();
  for (const char* settings : {"rule = \"vote\"", "certain = 0.2\nmaybe = 0.3", "certain = 0.9\nmaybe = 0.95",
                               "detector = \"hog\"", "detector = \"yunet\""}) {
    ASSERT_EQ(stop(), 0);
    write_bytes(home / "config.toml", "[recognition]\n" + std::string(settings) + "\n");
    start({"--config", home / "config.toml"});
    settle();
    EXPECT_THAT(list("people"), ElementsAre("Joe", "Michelle", "Obama")) << settings;
    EXPECT_THAT(list("people/Obama"), Contains("b.jpg")) << settings;
    EXPECT_THAT(list("people/Obama"), Not(Contains("o2.jpg"))) << settings;
    EXPECT_THAT(list("maybe/Obama"), Not(Contains("o2.jpg"))) << settings;
    EXPECT_THAT(list("people/Joe"), Not(Contains("b.jpg"))) << settings;
  }
}

}  // namespace
}  // namespace facefs::test
