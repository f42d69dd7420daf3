// SPDX-License-Identifier: Apache-2.0
// What file managers with an open folder hear of a change that facefs makes itself: exactly what has changed, by its
// name, and nothing that they did themselves.
#include <gmock/gmock.h>

#include "support/folder_watch.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

using OpenWindows = Verbs;

TEST_F(OpenWindows, HearOfANewPhotoAndOfOneThatIsGone) {
  begin();
  FolderWatch window(faces / "people/Obama");
  add_another("new.jpg");
  EXPECT_TRUE(window.hears("+new.jpg"));
  EXPECT_THAT(list("people/Obama"), Contains("new.jpg")) << "what was heard of is there";
  remove_original("new.jpg");
  EXPECT_TRUE(window.hears("-new.jpg"));
  settle();
  EXPECT_THAT(window.heard(), ElementsAre("+new.jpg", "-new.jpg"));
}

TEST_F(OpenWindows, HearOfANewPersonEverywhere) {
  begin();
  FolderWatch root(faces);
  FolderWatch people(faces / "people");
  FolderWatch maybe(faces / "maybe");
  FolderWatch labelled(faces / "labeled");
  FolderWatch cut(faces / "faces");
  ASSERT_EQ(run("mkdir $F/people/Rachel").code, 0);
  EXPECT_TRUE(root.hears("+Rachel"));
  EXPECT_TRUE(maybe.hears("+Rachel/"));
  EXPECT_TRUE(labelled.hears("+Rachel/"));
  EXPECT_TRUE(cut.hears("+Rachel/"));
  EXPECT_THAT(people.heard(), ElementsAre("+Rachel/")) << "of mkdir itself, once";
  EXPECT_EQ(fs::read_symlink(faces / "Rachel"), "people/Rachel");
}

TEST_F(OpenWindows, HearNothingTwiceOfWhatAProgramDoesThroughTheMount) {
  begin();
  FolderWatch obama(faces / "people/Obama");
  FolderWatch biden(faces / "people/Biden");
  FolderWatch all(faces / "unknown/all");
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg && mv $F/people/Obama/o3.jpg $F/people/Biden/").code, 0);
  EXPECT_TRUE(all.hears("+o2.jpg"));
  settle();
  EXPECT_THAT(obama.heard(), ElementsAre("-o2.jpg", "<o3.jpg"));
  EXPECT_THAT(biden.heard(), ElementsAre(">o3.jpg"));
  EXPECT_THAT(all.heard(), ElementsAre("+o2.jpg"));
}

TEST_F(OpenWindows, FollowAPersonThatIsRenamedElsewhere) {
  begin();
  FolderWatch root(faces);
  FolderWatch people(faces / "people");
  FolderWatch enroll(faces / "enroll");
  FolderWatch inside(faces / "people/Obama");
  ASSERT_EQ(run("mv $F/enroll/Obama $F/enroll/Barack").code, 0);
  EXPECT_TRUE(people.hears("<Obama/"));
  EXPECT_TRUE(people.hears(">Barack/"));
  EXPECT_TRUE(root.hears(">Barack")) << testing::PrintToString(root.heard());
  EXPECT_EQ(fs::read_symlink(faces / "Barack"), "people/Barack");
  EXPECT_THAT(enroll.heard(), ElementsAre("<Obama/", ">Barack/")) << "of mv itself, once";
  add_another("new.jpg");
  EXPECT_TRUE(inside.hears("+new.jpg")) << "the open window is still live";
}

/// This holds whichever folder is renamed, and however little its name changes.
TEST_F(OpenWindows, FollowAPersonWhereTheOtherFolderIsRenamed) {
  begin();
  FolderWatch enroll(faces / "enroll");
  ASSERT_EQ(run("mv $F/people/Obama $F/people/Barack").code, 0);
  EXPECT_TRUE(enroll.hears("<Obama/"));
  EXPECT_TRUE(enroll.hears(">Barack/"));
  FolderWatch people(faces / "people");
  ASSERT_EQ(run("mv -T $F/enroll/Barack $F/enroll/BARACK").code, 0);
  EXPECT_TRUE(people.hears("<Barack/"));
  EXPECT_TRUE(people.hears(">BARACK/"));
}

TEST_F(OpenWindows, SeeAPersonUnderTheNameThatIsKeptWhateverUnicodeFormItWasMadeIn) {
  begin();
  FolderWatch people(faces / "people");
  const std::string composed = "Zo\u00eb", decomposed = "Zoe\u0308";
  ASSERT_EQ(run("mkdir $F/people/" + decomposed).code, 0);
  EXPECT_TRUE(people.hears("+" + composed + "/"));
  EXPECT_TRUE(people.hears("-" + decomposed + "/"));
  EXPECT_THAT(list("people"), ElementsAre("Biden", "Obama", composed));
}

TEST_F(OpenWindows, HearOfAPhotoUnderTheNameThatItHasThere) {
  begin();
  ASSERT_EQ(run("mv $F/people/Obama/o2.jpg $F/ignored/").code, 0);
  settle();
  FolderWatch labelled(faces / "labeled/Obama");
  FolderWatch ignored(faces / "ignored");
  FolderWatch single(faces / "unknown/single");
  write_bytes(photos / "new.png", text_of(encode(decoded_image(bytes_of(photo("obama2.jpg"))), ImageFormat::png)));
  before_ = originals();
  EXPECT_TRUE(labelled.hears("+new.png.jpg")) << testing::PrintToString(labelled.heard());
  EXPECT_EQ(fs::status(faces / "labeled/Obama").permissions(), fs::perms(0555)) << "it was open to the helper alone";
  ASSERT_EQ(facefs("undo").code, 0);
  EXPECT_TRUE(ignored.hears("-o2.jpg")) << testing::PrintToString(ignored.heard());
  ASSERT_EQ(facefs("forget --yes Biden").code, 0);
  EXPECT_TRUE(single.hears("+b.jpg"));
}

TEST_F(OpenWindows, HearOfAnUncertainPhoto) {
  write_bytes(home / "config.toml", "[recognition]\ncertain = 0.1\nmaybe = 0.6\n");
  begin({"--config", home / "config.toml"});
  FolderWatch maybe(faces / "maybe/Obama");
  add_another("new.jpg");
  EXPECT_TRUE(maybe.hears("+new.jpg"));
}

TEST_F(OpenWindows, AreLiveAgainWhenAPersonWhoWasMergedElsewhereIsParted) {
  begin();
  FolderWatch people(faces / "people");
  const UniqueFd inside(::open((faces / "people/Obama").c_str(), O_RDONLY | O_DIRECTORY));  // as a shell in it has
  ASSERT_TRUE(inside);
  ASSERT_EQ(facefs("merge Obama Biden").code, 0);
  EXPECT_TRUE(people.hears("-Obama/"));
  ASSERT_EQ(facefs("undo").code, 0);
  EXPECT_TRUE(people.hears("+Obama/"));
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  FolderWatch after(faces / "people/Obama");
  add_another("new.jpg");
  EXPECT_TRUE(after.hears("+new.jpg"));
}

TEST_F(OpenWindows, SeeAClusterGoAndItsPersonComeWhenItIsNamedInPlace) {
  start();
  settle();
  ASSERT_THAT(list("unknown"), Contains("0001"));
  FolderWatch unknown(faces / "unknown");
  FolderWatch people(faces / "people");
  ASSERT_EQ(run("mv $F/unknown/0001 $F/unknown/Rachel").code, 0);
  EXPECT_TRUE(unknown.hears("-Rachel/")) << "the kernel moved it there, where nothing of that name is";
  EXPECT_TRUE(people.hears("+Rachel/"));
  EXPECT_THAT(list("unknown"), Not(Contains("Rachel")));
  EXPECT_THAT(list("people"), Contains("Rachel"));
  EXPECT_THAT(unknown.heard(), IsSupersetOf({"<0001/", ">Rachel/", "-Rachel/"}));
}

TEST_F(OpenWindows, SeeAClusterVanishInThePersonThatItIsMovedInto) {
  start();
  settle();
  ASSERT_THAT(list("unknown"), Contains("0001"));
  ASSERT_EQ(run("mkdir $F/people/Rachel").code, 0);
  FolderWatch rachel(faces / "people/Rachel");
  ASSERT_EQ(run("mv $F/unknown/0001 $F/people/Rachel/").code, 0);
  EXPECT_TRUE(rachel.hears("-0001/"));
  EXPECT_TRUE(rachel.hears("+o2.jpg"));
  EXPECT_THAT(list("people/Rachel"), Not(Contains("0001")));
}

TEST_F(OpenWindows, AreLiveAgainWhenAPersonThatWasHiddenIsShown) {
  begin();
  FolderWatch people(faces / "people");
  FolderWatch before(faces / "people/Obama");  // keeps the folder in the kernel, as an open window does
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  ASSERT_EQ(facefs("show Obama").code, 0);
  EXPECT_TRUE(people.hears("+Obama/"));
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  FolderWatch after(faces / "people/Obama");
  add_another("new.jpg");
  EXPECT_TRUE(after.hears("+new.jpg"));
}

TEST_F(OpenWindows, LeaveTheRootClosedToEverybodyElse) {
  begin();
  FolderWatch root(faces);
  std::string name = "Biden";
  for (int i = 0; i < 10; ++i) {
    const std::string next = "Joe" + std::to_string(i);
    ASSERT_EQ(run("mv $F/enroll/" + name + " $F/enroll/" + next).code, 0);
    name = next;
    const bool told = eventually([&] {  // meanwhile the root is open to the helper
      EXPECT_NE(::mkdir((faces / "nothing").c_str(), 0755), 0);
      EXPECT_NE(::symlink("people", (faces / "nothing").c_str()), 0);
      EXPECT_EQ(fs::status(faces).permissions(), fs::perms(0555));
      const auto& heard = root.heard();
      return std::any_of(heard.begin(), heard.end(), [&](const std::string& word) { return word.substr(1) == next; });
    });
    ASSERT_TRUE(told);
  }
  EXPECT_THAT(list("."), Not(Contains("nothing")));
}

TEST_F(OpenWindows, AreNothingThatKeepsTheMountFromBeingEjected) {
  begin();
  {
    FolderWatch people(faces / "people");
    ASSERT_EQ(run("mv $F/enroll/Biden $F/enroll/Joe").code, 0);
    ASSERT_TRUE(people.hears(">Joe/"));
  }
  EXPECT_EQ(shell("fusermount3 -u " + quoted(faces)).code, 0);
  EXPECT_TRUE(eventually([&] { return !is_running(); }));
  EXPECT_EQ(exit_, 0);
}

TEST_F(OpenWindows, HearOfAPinMadeElsewhere) {
  begin();
  FolderWatch together(faces / "together");
  ASSERT_EQ(facefs("pin Obama+Biden 'Both of them'").code, 0);
  EXPECT_TRUE(together.hears("+Both of them"));
}

TEST_F(OpenWindows, SeeTheirOwnFolderEmptiedAndGone) {
  start();
  settle();
  ASSERT_THAT(list("unknown"), Contains("0001"));
  FolderWatch unknown(faces / "unknown");
  FolderWatch cluster(faces / "unknown/0001");
  enroll("Obama", {"obama.jpg"});
  EXPECT_TRUE(cluster.hears("-o2.jpg"));
  EXPECT_TRUE(cluster.hears("-o3.jpg"));
  EXPECT_TRUE(cluster.hears("itself"));
  EXPECT_TRUE(unknown.hears("-0001/"));
}

TEST_F(OpenWindows, ShowNothingOfAForgottenPerson) {
  begin();
  FolderWatch people(faces / "people");
  FolderWatch obama(faces / "people/Obama");
  FolderWatch labelled(faces / "labeled/Obama");
  ASSERT_EQ(facefs("forget --yes Obama").code, 0);
  for (FolderWatch* window : {&obama, &labelled}) {
    EXPECT_TRUE(window->hears("-o2.jpg"));
    EXPECT_TRUE(window->hears("-o3.jpg"));
    EXPECT_TRUE(window->hears("itself"));
  }
  EXPECT_TRUE(people.hears("-Obama/"));
}

TEST_F(OpenWindows, HearOfAChangeThoughTheHelperWasKilled) {
  begin();
  FolderWatch window(faces / "people/Obama");
  add_another("one.jpg");
  ASSERT_TRUE(window.hears("+one.jpg"));
  ASSERT_EQ(shell("pkill -9 -P " + std::to_string(daemon_) + " facefs-poke").code, 0);
  add_another("two.jpg");
  EXPECT_TRUE(window.hears("+two.jpg"));
}

}  // namespace
}  // namespace facefs::test
