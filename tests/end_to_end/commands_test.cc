// SPDX-License-Identifier: Apache-2.0
// What the command line asks before it erases, and what it answers when it cannot do as it is told.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Commands : public Verbs {};

TEST_F(Commands, ForgetsNobodyUnaskedAndOnlyUnderTheExactName) {
  begin();
  const Finished unasked = facefs("forget Obama < /dev/null");
  EXPECT_EQ(unasked.code, 2);
  EXPECT_THAT(unasked.output, AllOf(HasSubstr("1 reference photo"), HasSubstr("2 photos stay"), HasSubstr("--yes")));
  const Finished other_case = facefs("forget --yes obama");
  EXPECT_EQ(other_case.code, 1);
  EXPECT_THAT(other_case.output, HasSubstr("is 'Obama' meant?"));
  EXPECT_TRUE(fs::exists(faces / "people/Obama"));
  EXPECT_EQ(facefs("forget --yes Obama").code, 0);
  EXPECT_FALSE(fs::exists(faces / "people/Obama"));
}

TEST_F(Commands, NamesEverybodyWhomAForgettingErases) {
  begin();
  enroll("Ann", {"biden.jpg"});
  settle();
  ASSERT_EQ(facefs("merge Ann Obama").code, 0);
  EXPECT_THAT(facefs("forget Obama < /dev/null").output,
              HasSubstr("Erase 'Obama', and 'Ann', who is the same, for good, with 2 reference photos"));
}

TEST_F(Commands, AsksOnATerminal) {
  begin();
  const std::string forget = quoted(bin / "facefs") + " --data " + quoted(data) + " forget Obama";
  const auto answer = [&](const std::string& word) {
    return shell("echo " + word + " | script -qec \"" + forget + "\" /dev/null");
  };
  answer("n");
  EXPECT_TRUE(fs::exists(faces / "people/Obama"));
  const Finished yes = answer("y");
  EXPECT_FALSE(fs::exists(faces / "people/Obama")) << yes.output;
}

/// An answer may be typed even if the output goes to a pipe.
TEST_F(Commands, AsksWhereAnAnswerCanBeTypedAndNotWhereItCanBeSeen) {
  begin();
  const std::string forget = quoted(bin / "facefs") + " --data " + quoted(data) + " forget Obama";
  const Finished deaf = shell("script -qec \"" + forget + " < /dev/null\" /dev/null < /dev/null");
  EXPECT_EQ(deaf.code, 2);
  EXPECT_THAT(deaf.output, HasSubstr("without a terminal"));
  EXPECT_TRUE(fs::exists(faces / "people/Obama"));
  const Finished piped = shell("echo y | script -qec \"" + forget + " | cat\" /dev/null");
  EXPECT_FALSE(fs::exists(faces / "people/Obama")) << piped.output;
}

TEST_F(Commands, UndoSaysWhatItUndidAndAsksBeforeMany) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  EXPECT_EQ(facefs("undo 2 < /dev/null").code, 2);
  EXPECT_THAT(list("people/Obama"), ElementsAre("o3.jpg")) << "nothing was undone";
  EXPECT_THAT(facefs("undo").output, HasSubstr("undone: rm: o2.jpg is not Obama"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  const Finished none = facefs("undo 0");
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.output, AllOf(HasSubstr("'0' is not a number"), Not(HasSubstr("1797"))));
}

TEST_F(Commands, RedoTakesBackWhatWasUndoneLastAsLongAsNothingElseWasDecided) {
  begin();
  EXPECT_THAT(facefs("redo").output, HasSubstr("nothing to redo"));
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  ASSERT_EQ(run("mkdir $F/people/Ann && mv $F/people/Ann $F/people/Anne").code, 0);
  ASSERT_EQ(facefs("undo 3 --yes").code, 0);
  ASSERT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(facefs("redo").output, HasSubstr("done again: rm: o2.jpg is not Obama"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("o3.jpg"));
  kill_daemon(SIGKILL);
  std::filesystem::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o3.jpg")) << "the log says so, too";
  EXPECT_EQ(facefs("undo").code, 0);
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  ASSERT_EQ(run("rm $F/people/Obama/o3.jpg").code, 0);
  EXPECT_THAT(facefs("redo").output, HasSubstr("nothing to redo"));
}

TEST_F(Commands, UndoThatGoesOnBeyondAForgettingSaysSo) {
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  ASSERT_EQ(run("rm -r $F/enroll/Biden").code, 0);
  settle();
  EXPECT_THAT(facefs("log").output, AllOf(HasSubstr("somebody was forgotten for good"), Not(HasSubstr("Biden"))));
  EXPECT_THAT(facefs("undo").output,
              AllOf(HasSubstr("o2.jpg is not Obama"), HasSubstr("somebody was forgotten since")));
  ASSERT_EQ(run("rm $F/people/Obama/o3.jpg").code, 0);
  EXPECT_THAT(facefs("undo").output, Not(HasSubstr("forgotten")));
}

TEST_F(Commands, ExplainSaysWhyNothingIsKnown) {
  begin();
  write_bytes(home / "film.mov", std::string("\0\0\0\x14", 4) + "ftypqt  " + std::string(100, 'x'));
  write_bytes(home / "letter.txt", "x");
  const auto said = [&](const fs::path& path) { return facefs("explain " + quoted(path)).output; };
  EXPECT_THAT(said(home / "film.mov"), HasSubstr("is video: facefs reads JPEG, PNG and WebP"));
  EXPECT_THAT(said(home / "letter.txt"), HasSubstr("is not a picture"));
  EXPECT_THAT(said(home / "absent.jpg"), HasSubstr("is not there"));
  EXPECT_THAT(said(photos), HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo((home / "pipe.jpg").c_str(), 0600), 0);
  EXPECT_THAT(said(home / "pipe.jpg"), HasSubstr("is not a regular file"));
  fs::create_symlink(photo("obama.jpg"), home / "link.jpg");
  EXPECT_THAT(said(home / "link.jpg"), HasSubstr("is a link"));
  EXPECT_THAT(said(photo("obama.jpg")), HasSubstr("is in no watched folder"));
}

TEST_F(Commands, ExplainSaysWhyAFileIsLeftOut) {
  begin();
  for (const char* left_out : {"@eaDir", ".thumbnails", "private"}) fs::create_directory(photos / left_out);
  write_bytes(photos / "private/.nofaces", "");
  for (const char* name : {"@eaDir/a.jpg", ".thumbnails/a.jpg", "private/a.jpg", ".hidden.jpg"})
    fs::copy_file(photo("obama.jpg"), photos / name);
  before_ = originals();
  settle();
  const auto said = [&](const char* name) { return facefs("explain " + quoted(photos / name)).output; };
  EXPECT_THAT(said("@eaDir/a.jpg"), HasSubstr("is left out: in folders like '@eaDir'"));
  EXPECT_THAT(said(".thumbnails/a.jpg"), HasSubstr("is left out: '.thumbnails' begins with a dot"));
  EXPECT_THAT(said("private/a.jpg"), HasSubstr("is left out: a file .nomedia or .nofaces"));
  EXPECT_THAT(said(".hidden.jpg"), HasSubstr("is left out: '.hidden.jpg' begins with a dot"));
}

/// They are counted by kind, without a rescan.
TEST_F(Commands, StatusCountsFilesOfKindsThatAreNotReadAsTheyComeAndGo) {
  begin();
  EXPECT_THAT(facefs("status").output, Not(HasSubstr("does not read")));
  const std::string heic = std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(4, '\0') + "mif1heic";
  fs::create_directory(photos / "phone");
  write_bytes(photos / "a.heic", heic);
  write_bytes(photos / "phone/b.HEIC", heic);
  write_bytes(photos / "phone/film.mov", std::string("\0\0\0\x14", 4) + "ftypqt  " + std::string(100, 'x'));
  settle();
  EXPECT_THAT(facefs("status").output, HasSubstr("3 files of kinds that facefs does not read: 2 heic, 1 video"));
  fs::remove(photos / "a.heic");
  settle();
  EXPECT_THAT(facefs("status").output, HasSubstr("2 files of kinds that facefs does not read: 1 heic, 1 video"));
  fs::rename(photos / "phone", home / "phone");
  before_ = originals();
  settle();
  EXPECT_THAT(facefs("status").output, Not(HasSubstr("does not read")));
}

/// A debugger or a frozen session may stop it. The mount then answers nobody, not even the command itself.
TEST_F(Commands, WaitGivesUpInTimeWhenFacefsdIsStopped) {
  begin();
  ASSERT_EQ(::kill(daemon_, SIGSTOP), 0);
  const Finished waited =
      shell("timeout 60 " + quoted(bin / "facefs") + " --data " + quoted(data) + " wait --timeout 2");
  ASSERT_EQ(::kill(daemon_, SIGCONT), 0);
  EXPECT_EQ(waited.code, 1);
  EXPECT_THAT(waited.output, HasSubstr("did not answer within 2 seconds"));
}

TEST_F(Commands, TellsOfRootsAndTakesTheUsersWordThatPhotosAreGone) {
  begin();
  EXPECT_THAT(facefs("roots").output, HasSubstr("photos: watched"));
  const Finished nothing = facefs("roots accept " + quoted(photos));
  EXPECT_EQ(nothing.code, 1);
  EXPECT_THAT(nothing.output, HasSubstr("nothing of"));
  fs::rename(photos, home / "unplugged");
  ASSERT_TRUE(eventually([&] { return facefs("roots").output.find("offline") != std::string::npos; }));
  EXPECT_LT(::open((faces / "people/Obama/o2.jpg").c_str(), O_RDONLY), 0);
  EXPECT_EQ(errno, EIO) << "away is not gone";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_EQ(facefs("roots accept " + quoted(photos / "")).code, 0) << "as a shell completes it";
  settle();
  EXPECT_EQ(status()["photos"], 0);
  fs::rename(home / "unplugged", photos);
}

TEST_F(Commands, TakesTheUsersWordAlsoByALinkThatLeadsNowhereNow) {
  begin();
  fs::create_symlink("photos", home / "link");
  fs::rename(photos, home / "unplugged");
  ASSERT_TRUE(eventually([&] { return facefs("roots").output.find("offline") != std::string::npos; }));
  EXPECT_EQ(facefs("roots accept " + quoted(home / "link")).code, 0);
  settle();
  EXPECT_EQ(status()["photos"], 0);
  fs::rename(home / "unplugged", photos);
}

TEST_F(Commands, ExplainsThePhotoBehindAPictureOrAReference) {
  begin();
  fs::copy_file(photos / "o2.jpg", faces / "enroll/Obama/same.jpg");
  settle();
  const std::string told = facefs("explain " + quoted(photos / "o2.jpg")).output;
  ASSERT_THAT(told, HasSubstr("Obama"));
  std::string crop;
  for (const std::string& name : list("faces/Obama"))
    if (name.ends_with(" o2.jpg")) crop = name;
  for (const fs::path& picture : {fs::path("labeled/Obama/o2.jpg"), "faces/Obama" / fs::path(crop),
                                  fs::path("enroll/Obama/same.jpg"), fs::path("people/Obama/o2.jpg")})
    EXPECT_EQ(facefs("explain " + quoted(faces / picture)).output, told) << picture;
  EXPECT_THAT(facefs("explain " + quoted(faces / "enroll/Obama/obama.jpg")).output,
              AllOf(HasSubstr("is a reference photo"), HasSubstr(".report.txt")));
  fs::remove(photos / "o2.jpg");
  before_ = originals();
  settle();
  EXPECT_THAT(facefs("explain " + quoted(faces / "enroll/Obama/same.jpg")).output, HasSubstr("is a reference photo"))
      << "and not at a path where nothing is";
  EXPECT_THAT(facefs("explain " + quoted(faces / "people/Obama")).output, HasSubstr("shows no photo"));
}

TEST_F(Commands, NamesWhatIsNoCommandAndTheNearestOne) {
  const Finished far = shell(quoted(bin / "facefs") + " foo");
  EXPECT_EQ(far.code, 2);
  EXPECT_THAT(far.output, AllOf(HasSubstr("'foo' is not a command"), HasSubstr("--help")));
  const Finished near = shell(quoted(bin / "facefs") + " --data /nowhere peopl --json");
  EXPECT_EQ(near.code, 2);
  EXPECT_EQ(near.output, "facefs: 'peopl' is not a command: did you mean 'people'?\n");
  EXPECT_EQ(shell(quoted(bin / "facefs") + " --help").code, 0);
  EXPECT_THAT(shell(quoted(bin / "facefs")).output, HasSubstr("name a command: facefs --help lists them"));
}

TEST_F(Commands, SaysWhoIsMeantWhereNobodyIsCalledSo) {
  begin();
  for (const std::string command : {"forget --yes Obana", "show Obana", "merge Biden Obana"}) {
    const Finished said = facefs(command);
    EXPECT_EQ(said.code, 1) << command;
    EXPECT_THAT(said.output, HasSubstr("there is nobody called 'Obana': did you mean 'Obama'?")) << command;
  }
  EXPECT_THAT(facefs("show Rachel").output, Not(HasSubstr("did you mean")));
  EXPECT_TRUE(fs::exists(faces / "people/Obama")) << "a near name forgets nobody";
}

TEST_F(Commands, EnrollsThePhotosOfAFolder) {
  begin();
  fs::create_directories(home / "album/inner");
  fs::copy_file(photo("obama2.jpg"), home / "album/a.jpg");
  fs::copy_file(photo("obama3.jpg"), home / "album/no_extension");
  fs::copy_file(photo("biden.jpg"), home / "album/inner/not_taken.jpg");
  write_bytes(home / "album/notes.txt", "nothing");
  const Finished said = facefs("enroll Barack " + quoted(home / "album"));
  EXPECT_EQ(said.code, 0) << said.output;
  EXPECT_THAT(said.output, AllOf(HasSubstr("2 photos of "), HasSubstr("a.jpg: "), HasSubstr("no_extension: ")));
  EXPECT_THAT(list("enroll/Barack"), ElementsAre("a.jpg", "no_extension"));
  fs::remove_all(home / "album/inner");
  for (const char* file : {"a.jpg", "no_extension"}) fs::remove(home / "album" / file);
  const Finished empty = facefs("enroll Empty " + quoted(home / "album"));
  EXPECT_EQ(empty.code, 1);
  EXPECT_THAT(empty.output, HasSubstr("holds no picture"));
  EXPECT_FALSE(fs::exists(faces / "enroll/Empty"));
  EXPECT_THAT(facefs("enroll Empty " + quoted(home / "absent.jpg")).output, HasSubstr("is not there"));
}

TEST_F(Commands, EnrollsTwoPhotosOfOneNameAsTwo) {
  begin();
  for (const char* folder : {"a", "b"}) fs::create_directory(home / folder);
  fs::copy_file(photo("obama2.jpg"), home / "a/IMG.jpg");
  fs::copy_file(photo("obama3.jpg"), home / "b/IMG.jpg");
  EXPECT_EQ(facefs("enroll Barack " + quoted(home / "a") + " " + quoted(home / "b/IMG.jpg")).code, 0);
  EXPECT_THAT(list("enroll/Barack"), ElementsAre("IMG (2).jpg", "IMG.jpg"));
}

}  // namespace
}  // namespace facefs::test
