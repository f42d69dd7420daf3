// SPDX-License-Identifier: Apache-2.0
// What can be done with the names and folders of people who are not shown: hidden, merged, or without a photo so far.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class HiddenPeople : public Verbs {
 protected:
  int error_of_making(const fs::path& folder) const { return ::mkdir((faces / folder).c_str(), 0755) < 0 ? errno : 0; }
};

TEST_F(HiddenPeople, AreNotShownByAFileThatIsStillCopied) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Obama").code, 0);
  settle();
  ASSERT_EQ(run("cp " + quoted(photo("obama3.jpg")) + " $F/enroll/Obama/new.jpg.part").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden"));
  ASSERT_EQ(run("mv $F/enroll/Obama/new.jpg.part $F/enroll/Obama/new.jpg").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden", "Obama")) << "once it is whole";
}

/// Their references still count, for the person whom they were merged into.
TEST_F(HiddenPeople, WhoWereMergedStayMergedWhateverIsCopiedToThem) {
  begin();
  ASSERT_EQ(run("rm -r $F/people/Biden").code, 0);
  ASSERT_EQ(facefs("merge Biden Obama").code, 0);
  settle();
  ASSERT_EQ(run("cp " + quoted(photo("obama3.jpg")) + " $F/enroll/Biden/").code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Obama"));
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("Biden is shown")));
  EXPECT_EQ(error_of_making("people/Biden"), EPERM);
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("'Biden' is hidden, or was merged"));
  EXPECT_THAT(list("people"), ElementsAre("Obama"));
}

TEST_F(HiddenPeople, WhoWereMergedTakeAGroupForTheOtherOne) {
  start();
  settle();
  ASSERT_EQ(run("mkdir $F/people/Barack $F/people/Barry").code, 0);
  ASSERT_EQ(facefs("merge Barry Barack").code, 0);
  settle();
  std::string group;
  ASSERT_TRUE(eventually([&] { return (group = list("unknown").front()).starts_with("0"); }));
  const auto photos_of_group = list("unknown/" + group);
  ASSERT_EQ(run("mv $F/unknown/" + group + " $F/people/Barry").code, 0);
  settle();
  EXPECT_EQ(list("people/Barack"), photos_of_group);
  EXPECT_THAT(log_of_acts(), HasSubstr("photos are Barack ("));
  EXPECT_THAT(list("people"), ElementsAre("Barack"));
}

TEST_F(HiddenPeople, WhoHaveNoPhotoYetAreThereForWhoWouldMakeThemOnceMore) {
  start();
  ASSERT_TRUE(fs::create_directory(faces / "enroll/Obama"));
  ASSERT_THAT(list("people"), IsEmpty());
  EXPECT_EQ(error_of_making("enroll/obama"), EEXIST) << "it can be seen there";
}

}  // namespace
}  // namespace facefs::test
