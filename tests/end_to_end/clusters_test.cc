// SPDX-License-Identifier: Apache-2.0
// Groups of unknown faces: named, ignored, removed, and found again under their number.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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
    EXPECT_TRUE(eventually([&] { return !fs::exists(faces / "unknown/Obama"); }));
    EXPECT_THAT(log_of_acts(), HasSubstr("2 photos are Obama (o2.jpg, o3.jpg)"));
    EXPECT_EQ(facefs("undo").code, 0);
    settle();
    EXPECT_THAT(list("people"), ElementsAre("Biden"));
    for (const std::string& name : list("unknown"))
      if (name != "all" && name != "single") number = name;
  }
}

/// GIO renames like this: it asks at once for the new name's attributes, and says that the rename has failed where
/// there are none.
TEST_F(Clusters, AreFoundUnderTheirNewNameUntilTheFileManagerHasLooked) {
  const std::vector<std::string> targets = {"unknown/Obama", "people/Barack", "people/Biden/" + number,
                                            "ignored/" + number};
  for (const std::string& target : targets) {
    const std::string from = faces / "unknown" / number, to = faces / target;
    struct ::stat info {};
    ASSERT_EQ(::rename(from.c_str(), to.c_str()), 0) << target;
    ASSERT_EQ(::stat(to.c_str(), &info), 0) << target;
    EXPECT_TRUE(S_ISDIR(info.st_mode)) << target;
    EXPECT_NE(::stat(from.c_str(), &info), 0) << target;
    const fs::path folder = fs::path(target).parent_path(), name = fs::path(target).filename();
    if (name != "Barack") {
      EXPECT_THAT(list(folder), Not(Contains(name))) << "no listing shows it";
      EXPECT_THAT(list(target), IsEmpty());
      EXPECT_TRUE(eventually([&] { return !fs::exists(to); })) << target;
    }
    EXPECT_EQ(facefs("undo").code, 0);
    ASSERT_TRUE(eventually([&] { return fs::exists(from); }));
    EXPECT_FALSE(fs::exists(to)) << target;
  }
}

TEST_F(Clusters, ThatWereJustNamedAreInNobodysWay) {
  ASSERT_EQ(facefs("forget --yes Biden").code, 0);
  ASSERT_TRUE(eventually([&] { return list("unknown/single") == std::vector<std::string>{"b.jpg"}; }));
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/unknown/Obama").code, 0);
  ASSERT_EQ(run("mv $F/unknown/single/b.jpg $F/unknown/Obama").code, 0) << "mv takes it for a folder to move into";
  EXPECT_THAT(list("people/Obama"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
  EXPECT_THAT(run("rm -r $F/unknown/Obama").output, HasSubstr("No such file")) << "the kernel forgets it, too";
  EXPECT_TRUE(eventually([&] { return !fs::exists(faces / "unknown/Obama"); }));
  EXPECT_THAT(list("people/Obama"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, ThatBecameAPersonAreHiddenLikeAnyOther) {
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/people/Obama").code, 0);
  settle();
  const Finished removed = run("rm -r $F/people/Obama");  // he is not enrolled: the folder goes with his last photo
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
  EXPECT_TRUE(eventually([&] { return !fs::exists(faces / "people/Biden" / number); }));
}

TEST_F(Clusters, NeverReplaceAPerson) {
  EXPECT_EQ(::rename((faces / "unknown" / number).c_str(), (faces / "people/Biden").c_str()), -1);
  EXPECT_EQ(errno, EEXIST);
}

TEST_F(Clusters, ShowSomebodyWhoWasHiddenAgain) {
  for (const char* target : {"people/Biden", "unknown/Biden"}) {
    ASSERT_EQ(run("rm -r $F/people/Biden").code, 0);
    settle();
    const Finished named = run("mv -T $F/unknown/" + number + " $F/" + target);
    EXPECT_EQ(named.code, 0) << target << named.output;
    settle();
    EXPECT_THAT(list("people/Biden"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg")) << target;
    EXPECT_EQ(facefs("undo").code, 0);
    settle();
    EXPECT_THAT(list("people"), IsEmpty()) << "hidden as before";
    EXPECT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
    ASSERT_EQ(facefs("show Biden").code, 0);
  }
}

TEST_F(Clusters, TakeNoNumberAndNoFolderForAName) {
  EXPECT_EQ(::rename((faces / "unknown" / number).c_str(), (faces / "unknown/0123").c_str()), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::rename((faces / "unknown" / number).c_str(), (faces / "unknown/single").c_str()), -1);
  EXPECT_EQ(errno, EEXIST);
  EXPECT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, PastedIntoPeopleAsTheyAreWaitForTheirName) {
  ASSERT_EQ(run("mv $F/unknown/" + number + " $F/people/").code, 0);
  settle();
  EXPECT_THAT(list("people/" + number), ElementsAre("o2.jpg", "o3.jpg"));
  ASSERT_EQ(run("mv $F/people/" + number + " $F/people/Obama").code, 0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
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

TEST_F(Clusters, AreNotLeftByAMoveAmongUnknownPhotosNorRemovedWhileTheyHoldSome) {
  const fs::path folder = faces / "unknown" / number;
  EXPECT_EQ(::rename((folder / "o2.jpg").c_str(), (faces / "unknown/single/o2.jpg").c_str()), -1);
  EXPECT_EQ(errno, EPERM) << "it means nothing";
  EXPECT_EQ(::rmdir(folder.c_str()), -1);
  EXPECT_EQ(errno, ENOTEMPTY);
  settle();
  EXPECT_THAT(list("unknown/" + number), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("ignored"), IsEmpty());
}

TEST_F(Clusters, GetNoPhotoThatIsMovedToWhatFitsIntoNone) {
  ASSERT_EQ(run("mv $F/people/Biden/b.jpg $F/unknown/single/").code, 0);
  settle();
  EXPECT_THAT(list("people/Biden"), IsEmpty());
  EXPECT_THAT(list("unknown/all"), ElementsAre("b.jpg", "o2.jpg", "o3.jpg"));
}

TEST_F(Clusters, LoseOnePhotoThatIsRemovedFromThem) {
  ASSERT_EQ(run("rm $F/unknown/" + number + "/o2.jpg").code, 0);
  settle();
  EXPECT_THAT(list("ignored"), ElementsAre("o2.jpg"));
  EXPECT_THAT(list("unknown/single"), ElementsAre("o3.jpg"));
}

}  // namespace
}  // namespace facefs::test
