// SPDX-License-Identifier: Apache-2.0
// Moving photos out of the mount decides nothing: a program removes what it has copied elsewhere.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

/// Programs move in different ways: a folder at once, in Python, a selection, with a pause between reading and
/// removing.
TEST_F(Verbs, MovingAFolderOutOfTheMountRejectsNothing) {
  begin();
  write_bytes(home / "with_a_pause.py", R"(
import os, shutil, sys, time
folder, home = sys.argv[1:]
photos = os.listdir(folder)
for photo in photos: shutil.copyfile(folder + '/' + photo, home + '/' + photo)
time.sleep(1.3)
for photo in photos: os.unlink(folder + '/' + photo)
)");
  for (const std::string way : {"mv $F/people/Obama $H/one",
                                "python3 -c 'import shutil, sys; shutil.move(*sys.argv[1:])' $F/people/Obama $H/two",
                                "rsync -a --remove-source-files $F/people/Obama/ $H/three/", "mv $F/Obama/ $H/four",
                                "tar -C $F/people --remove-files -cf $H/five.tar Obama", "mv $F/people/Obama/*.jpg $H/",
                                "python3 $H/with_a_pause.py $F/people/Obama $H"}) {
    EXPECT_NE(run(way).code, 0) << way;
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg")) << way;
  }
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("not Obama")));
}

TEST_F(Verbs, MovingAGroupOutOfTheMountIgnoresNothing) {
  begin();
  ASSERT_EQ(facefs("forget --yes Obama").code, 0);
  std::string group;
  ASSERT_TRUE(eventually([&] { return (group = list("unknown").front()).starts_with("0"); }));
  const auto before = list("unknown/" + group);
  EXPECT_NE(run("mv $F/unknown/" + group + " $H/group").code, 0);
  settle();
  EXPECT_EQ(list("unknown/" + group), before);
  EXPECT_THAT(list("ignored"), IsEmpty());
}

TEST_F(Verbs, MovingReferencesOutOfTheMountForgetsNobody) {
  begin();
  EXPECT_NE(run("mv $F/enroll/Obama $H/obama").code, 0);
  EXPECT_TRUE(fs::exists(faces / "enroll/Obama"));
  EXPECT_TRUE(fs::exists(home.path() / "obama/obama.jpg"));
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("forgets nobody"));
  EXPECT_EQ(run("mv $H/obama/obama.jpg $F/enroll/Obama/").code, 0) << "and can be put back";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
}

}  // namespace
}  // namespace facefs::test
