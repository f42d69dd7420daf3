// SPDX-License-Identifier: Apache-2.0
// The folder as the whole user interface: each verb with each usual tool, what it does, what the log says of it, and
// that undo takes it back. Whatever is done, no original changes.
#include <gmock/gmock.h>

#include <map>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Tree = std::map<std::string, std::vector<std::string>>;

class Verbs : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o2.jpg");
    add_photo("obama3.jpg", "o3.jpg");
    write_bytes(photos / "b.jpg", bytes_of(photo("biden.jpg")) + " ");
    before_ = originals();
  }
  void TearDown() override {
    if (!IsSkipped()) {
      EXPECT_EQ(originals(), before_) << "an original was changed";
    }
    DaemonTest::TearDown();
  }

  /// Names, bytes and times of every original.
  std::string originals() const {
    return shell("cd " + quoted(photos) + " && find . -printf '%p %s %T@ %m\n' | sort && sha256sum *").output;
  }

  void begin(const std::vector<std::string>& more = {}) {
    start(more);
    enroll("Obama", {"obama.jpg"});
    enroll("Biden", {"biden.jpg"});
    settle();
  }

  /// What is in each folder that the verbs change.
  Tree tree() const {
    Tree tree;
    for (const char* above : {"people", "maybe"})
      for (const std::string& name : list(above)) tree[above + ("/" + name)] = list(fs::path(above) / name);
    for (const char* folder : {"unknown/all", "ignored"}) tree[folder] = list(folder);
    return tree;
  }

  Finished run(const std::string& command) const {
    return shell("F=" + quoted(faces) + "; P=" + quoted(photos) + "; H=" + quoted(home.path()) + "; " + command);
  }
  std::string log_of_acts() const { return facefs("log").output; }

  void undo_brings_back(const Tree& before) {
    EXPECT_EQ(facefs("undo").code, 0);
    settle();
    EXPECT_EQ(tree(), before);
  }

 private:
  std::string before_;
};

struct Act {
  const char* name;
  const char* needs;
  const char* command;
  const char* folder;                   ///< where the effect is seen
  std::vector<std::string> afterwards;  ///< what is there then
  const char* sentence;
};

void PrintTo(const Act& act, std::ostream* out) {
  *out << act.name;
}

class EveryVerb : public Verbs, public testing::WithParamInterface<Act> {};

INSTANTIATE_TEST_SUITE_P(
    Verbs, EveryVerb,
    testing::Values(
        Act{"rm", "rm", "rm $F/people/Obama/o2.jpg", "people/Obama", {"o3.jpg"}, "o2.jpg is not Obama"},
        Act{"gio_remove",
            "gio",
            "gio remove $F/people/Obama/o2.jpg",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"python_remove",
            "python3",
            "python3 -c \"import os; os.remove('$F/people/Obama/o2.jpg')\"",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"rm_both", "rm", "rm $F/people/Obama/*.jpg", "people/Obama", {}, "2 photos are not Obama (o2.jpg, o3.jpg)"},
        Act{"mv",
            "mv",
            "mv $F/people/Obama/o2.jpg $F/people/Biden/",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"gio_move",
            "gio",
            "gio move $F/people/Obama/o2.jpg $F/people/Biden/o2.jpg",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"python_move",
            "python3",
            "python3 -c \"import shutil; shutil.move('$F/people/Obama/o2.jpg', '$F/people/Biden/')\"",
            "people/Biden",
            {"b.jpg", "o2.jpg"},
            "o2.jpg is Biden and not Obama"},
        Act{"cp",
            "cp",
            "cp $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cp_a_under_another_name",
            "cp",
            "cp -a $P/b.jpg $F/people/Obama/mine.jpg",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cp_within",
            "cp",
            "cp $F/people/Biden/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"rsync",
            "rsync",
            "rsync -a $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"gio_copy",
            "gio",
            "gio copy $P/b.jpg $F/people/Obama/",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"python_copy",
            "python3",
            "python3 -c \"import shutil; shutil.copy2('$P/b.jpg', '$F/people/Obama/')\"",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"cat",
            "cat",
            "cat $P/b.jpg > $F/people/Obama/b.jpg",
            "people/Obama",
            {"b.jpg", "o2.jpg", "o3.jpg"},
            "b.jpg is Obama"},
        Act{"rm_r", "rm", "rm -r $F/people/Obama", "people", {"Biden"}, "Obama is not shown any more"},
        Act{"folder_first_as_nautilus_does",
            "python3",
            "python3 -c \"import os\nd = '$F/people/Obama'\ntry: os.rmdir(d)\nexcept OSError: pass\n"
            "for n in os.listdir(d): os.remove(d + '/' + n)\nos.rmdir(d)\"",
            "people",
            {"Biden"},
            "Obama is not shown any more"},
        Act{"python_rmtree",
            "python3",
            "python3 -c \"import shutil; shutil.rmtree('$F/people/Obama')\"",
            "people",
            {"Biden"},
            "Obama is not shown any more"},
        Act{"rename",
            "mv",
            "mv $F/people/Obama $F/people/Barack",
            "people/Barack",
            {"o2.jpg", "o3.jpg"},
            "a person is called Barack now"},
        Act{"ignore", "mv", "mv $F/people/Obama/o2.jpg $F/ignored/", "ignored", {"o2.jpg"}, "o2.jpg is of no interest"},
        Act{"reject_by_moving",
            "mv",
            "mv $F/people/Obama/o2.jpg $F/unknown/all/",
            "people/Obama",
            {"o3.jpg"},
            "o2.jpg is not Obama"},
        Act{"threshold",
            "python3",
            "python3 -c \"import os; os.setxattr('$F/people/Obama', 'user.facefs.certain', b'0.01')\"",
            "people/Obama",
            {},
            "Obama is certain up to a distance of 0.0100"}),
    [](const auto& act) { return act.param.name; });

TEST_P(EveryVerb, DoesWhatItSaysAndIsTakenBack) {
  if (shell(std::string("command -v ") + GetParam().needs).code != 0)
    GTEST_SKIP() << GetParam().needs << " is not installed";
  begin();
  const Tree before = tree();
  ASSERT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  const Finished done = run(GetParam().command);
  EXPECT_EQ(done.code, 0) << done.output;
  settle();
  EXPECT_EQ(list(GetParam().folder), GetParam().afterwards);
  EXPECT_THAT(log_of_acts(), HasSubstr(GetParam().sentence));
  undo_brings_back(before);
}

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
  EXPECT_EQ(facefs("undo 2").code, 0);
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

TEST_F(Verbs, MovingAPhotoOutOfTheMountIsNoRejection) {
  begin();
  const Finished moved = run("mv $F/people/Obama/o2.jpg $H/");
  EXPECT_NE(moved.code, 0);
  EXPECT_THAT(moved.output, HasSubstr("not permitted"));
  EXPECT_TRUE(bytes_of(home / "o2.jpg") == bytes_of(photos / "o2.jpg")) << "the copy is there";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("not Obama")));
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

TEST_F(Verbs, APhotoMovedIntoEnrollIsThatPersonAndTeaches) {
  begin();
  ASSERT_EQ(run("mv $F/people/Biden/b.jpg $F/enroll/Obama/").code, 0);
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("b.jpg", "obama.jpg"));
  EXPECT_THAT(list("people/Obama"), Contains("b.jpg"));
  EXPECT_THAT(list("people/Biden"), IsEmpty());
}

TEST_F(Verbs, APersonCanBeMadeOfOnePhoto) {
  begin();
  ASSERT_EQ(run("mkdir $F/people/Michelle && mv $F/people/Obama/o2.jpg $F/people/Michelle/").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden", "Michelle", "Obama"));
  EXPECT_THAT(list("Michelle"), Contains("o2.jpg"));
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

TEST_F(Verbs, AHiddenPersonIsShownAgain) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  EXPECT_FALSE(fs::exists(faces / "Obama"));
  EXPECT_EQ(facefs("show Obama").code, 0);
  settle();
  EXPECT_THAT(list("Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

class Clusters : public Verbs {
 protected:
  std::string number;

  void SetUp() override {
    Verbs::SetUp();
    if (IsSkipped()) return;
    start();
    enroll("Biden", {"biden.jpg"});
    settle();
    for (const std::string& name : list("unknown"))
      if (name != "all" && name != "single") number = name;
    ASSERT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
  }
};

TEST_F(Clusters, GetANameWhereverTheyAreMoved) {
  for (const char* target : {"people/Obama", "unknown/Obama"}) {
    ASSERT_EQ(run("mv $F/unknown/" + number + " $F/" + target).code, 0) << target;
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg")) << target;
    EXPECT_FALSE(fs::exists(faces / "unknown" / number));
    EXPECT_FALSE(fs::exists(faces / "unknown/Obama"));
    EXPECT_THAT(log_of_acts(), HasSubstr("2 photos are Obama (o2.jpg, o3.jpg)"));
    EXPECT_EQ(facefs("undo").code, 0);
    settle();
    EXPECT_THAT(list("people"), ElementsAre("Biden"));
    for (const std::string& name : list("unknown"))
      if (name != "all" && name != "single") number = name;
  }
}

TEST_F(Clusters, ThatBecameAPersonAreHiddenLikeAnyOther) {
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/people/Obama").code, 0);
  settle();
  const Finished removed =
      run("rm -r $F/people/Obama");  // nobody has enrolled him: his last photo takes the folder away
  EXPECT_EQ(removed.code, 0) << removed.output;
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden"));
  EXPECT_THAT(log_of_acts(), HasSubstr("Obama is not shown any more"));
  EXPECT_EQ(facefs("undo").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, AreRemovedWithTheirFolderAndComeBackUnderTheirNumber) {
  const Finished removed = run("rm -r $F/unknown/" + number);
  EXPECT_EQ(removed.code, 0) << removed.output;
  settle();
  EXPECT_THAT(list("ignored"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_EQ(facefs("undo").code, 0);
  settle();
  EXPECT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, JoinAPersonWhoIsThere) {
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/people/Biden").code, 0);
  settle();
  EXPECT_THAT(list("people/Biden"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
  EXPECT_FALSE(fs::exists(faces / "people/Biden" / number));
}

TEST_F(Clusters, NeverReplaceAPerson) {
  EXPECT_EQ(::rename((faces / "unknown" / number).c_str(), (faces / "people/Biden").c_str()), -1);
  EXPECT_EQ(errno, EEXIST);
}

TEST_F(Clusters, AreIgnoredAsAWhole) {
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/ignored/").code, 0);
  settle();
  EXPECT_THAT(list("ignored"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("unknown/all"), IsEmpty());
  EXPECT_EQ(run("mv $F/ignored/o2.jpg $F/unknown/all/").code, 0);
  settle();
  EXPECT_THAT(list("unknown/all"), ElementsAre("o2.jpg"));
}

TEST_F(Clusters, TellTheirSizeWithoutBeingOpened) {
  EXPECT_THAT(bytes_of(faces / ".status/clusters.tsv"), HasSubstr(number + "\t2\t2\n"));
  std::array<char, 16> count{};
  EXPECT_GT(::getxattr((faces / "unknown" / number).c_str(), "user.facefs.count", count.data(), count.size()), 0);
  EXPECT_STREQ(count.data(), "2");
}

TEST_F(Clusters, KeepTheirNumberOverARestart) {
  ASSERT_EQ(stop(), 0);
  start();
  settle();
  EXPECT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, LoseOnePhotoThatIsRemovedFromThem) {
  ASSERT_EQ(run("rm $F/unknown/" + number + "/o2.jpg").code, 0);
  settle();
  EXPECT_THAT(list("ignored"), ElementsAre("o2.jpg"));
  EXPECT_THAT(list("unknown/single"), ElementsAre("o3.jpg"));
}

}  // namespace
}  // namespace facefs::test
