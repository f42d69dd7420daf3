// SPDX-License-Identifier: Apache-2.0
#include "daemon/left_out.h"

#include <gmock/gmock.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;
using testing::Optional;

class LeftOutTest : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const PhotoFolders folders{{(folder / "photos").string(), (folder / "more").string()}};
  const std::string root = folders.roots()[0];
  LeftOut left_out{folders, {{"*.tmp.jpg", "raw/old"}, {root + "/faces"}, {"#recycle", "keep/@eaDir"}}};

  void SetUp() override { std::filesystem::create_directories(root + "/a/b"); }
};

TEST_F(LeftOutTest, KeepsWhatNothingSpeaksAgainst) {
  for (const char* path : {"/a.jpg", "/a/b/c.jpg", "/raw/new/old.jpg", "/a.tmp.jpg.jpg", "/faces2"}) {
    EXPECT_FALSE(left_out.by_name(root + path)) << path;
    EXPECT_FALSE(left_out.why(root + path)) << path;
  }
}

TEST_F(LeftOutTest, SaysWhichRuleItIs) {
  EXPECT_THAT(left_out.why(root + "/.trash/a.jpg"), Optional(HasSubstr("'.trash' begins with a dot")));
  EXPECT_THAT(left_out.why(root + "/a/x.tmp.jpg"),
              Optional(HasSubstr("'exclude' in the configuration names 'x.tmp.jpg'")));
  EXPECT_THAT(left_out.why(root + "/raw/old/a.jpg"), Optional(HasSubstr("'exclude'"))) << "by the path below the root";
  EXPECT_FALSE(left_out.why(root + "/a/raw/old/a.jpg")) << "which is another one";
  EXPECT_THAT(left_out.why(root + "/faces/people/a.jpg"), Optional(HasSubstr("of facefs itself")));
  EXPECT_THAT(left_out.why(root + "/a/@eaDir/b/a.jpg"), Optional(HasSubstr("'@eaDir'"))) << "also far above the file";
  EXPECT_THAT(left_out.why(folders.roots()[1] + "/.a.jpg"), Optional(HasSubstr("'.a.jpg'"))) << "below every root";
}

TEST_F(LeftOutTest, HasRubbishBackThatIsIncluded) {
  EXPECT_FALSE(left_out.why(root + "/a/#recycle/a.jpg"));
  EXPECT_FALSE(left_out.why(root + "/keep/@eaDir/a.jpg"));
  EXPECT_TRUE(left_out.why(root + "/other/@eaDir/a.jpg"));
}

TEST_F(LeftOutTest, LooksForMarksUpToTheRoot) {
  EXPECT_FALSE(left_out.by_a_mark(root + "/a/b"));
  write_bytes(root + "/a/.nomedia", "");
  EXPECT_TRUE(left_out.by_a_mark(root + "/a/b"));
  EXPECT_THAT(left_out.why(root + "/a/b/c.jpg"), Optional(HasSubstr(".nomedia or .nofaces")));
  EXPECT_FALSE(left_out.by_a_mark(root));
  write_bytes(root + "/.nofaces", "");
  EXPECT_TRUE(left_out.by_a_mark(root));
  EXPECT_FALSE(left_out.by_a_mark(folders.roots()[1])) << "another root";
}

TEST_F(LeftOutTest, SaysNothingOfWhatIsBelowNoRoot) {
  EXPECT_FALSE(left_out.why(folder / ".elsewhere/a.jpg"));
  EXPECT_FALSE(left_out.why(root + "2/.a.jpg"));
}

}  // namespace
}  // namespace facefs::test
