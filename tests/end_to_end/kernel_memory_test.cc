// SPDX-License-Identifier: Apache-2.0
// What the kernel remembers of the mount: for an hour, and no longer than it is true.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <tuple>

#include "support/folder_watch.h"
#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class KernelMemory : public Verbs {
 protected:
  struct ::stat stat_of(const fs::path& file) const {
    struct ::stat info {};
    EXPECT_EQ(::stat((faces / file).c_str(), &info), 0) << file;
    return info;
  }
};

TEST_F(KernelMemory, OfAPhotosLinksIsTakenBackByWhatIsDecidedElsewhere) {
  write_bytes(photos / "both.jpg", group_photo({"biden.jpg", "obama3.jpg"}));
  before_ = originals();
  begin();
  ASSERT_EQ(run("rm $F/people/Obama/both.jpg").code, 0);
  settle();
  const auto links = stat_of("people/Biden/both.jpg").st_nlink;
  ASSERT_EQ(facefs("undo").code, 0);
  settle();
  EXPECT_EQ(stat_of("people/Biden/both.jpg").st_nlink, 2U);
  EXPECT_NE(links, 2U) << "nothing would be tested";
}

/// The helper that repeats a change through the mount has the kernel look, too; but it may not answer.
TEST_F(KernelMemory, OfAFoldersTimeIsTakenBackAlsoWhereOpenWindowsCannotBeTold) {
  begin();
  FolderWatch window(faces / "people/Obama");
  add_another("one.jpg");
  ASSERT_TRUE(window.hears("+one.jpg"));
  const auto before = stat_of("people/Obama").st_mtim;
  ASSERT_EQ(shell("kill -STOP $(pgrep -P " + std::to_string(daemon_) + " facefs-poke)").code, 0);
  add_another("two.jpg");
  settle();
  const auto after = stat_of("people/Obama").st_mtim;
  EXPECT_TRUE(std::tie(after.tv_sec, after.tv_nsec) > std::tie(before.tv_sec, before.tv_nsec));
}

TEST_F(KernelMemory, OfANameToWhichAPhotoWasMovedIsNotKeptWhereItHasAnother) {
  begin();
  ASSERT_EQ(run("mv $F/people/Biden/b.jpg $F/people/Obama/other.jpg").code, 0);
  settle();
  EXPECT_FALSE(fs::exists(faces / "people/Obama/other.jpg"));
  EXPECT_TRUE(fs::exists(faces / "people/Obama/b.jpg"));
}

TEST_F(KernelMemory, OfWhatAQueryHoldsIsNone) {
  begin();
  const fs::path photo = faces / "together/Obama/o2.jpg";
  ASSERT_TRUE(fs::exists(photo));
  ASSERT_EQ(run("rm $F/people/Obama/o2.jpg").code, 0);
  settle();
  EXPECT_FALSE(fs::exists(photo));
  ASSERT_THAT(list("together/Obama"), ElementsAre("o3.jpg"));
  ASSERT_EQ(run("rm $F/people/Obama/o3.jpg").code, 0);
  settle();
  EXPECT_FALSE(fs::exists(faces / "together/Obama/o3.jpg")) << "of a listing neither";
}

TEST_F(KernelMemory, OfAReportIsNone) {
  begin();
  const fs::path report = faces / "enroll/Obama/.report.txt";
  ASSERT_TRUE(fs::exists(report));
  ASSERT_EQ(run("rm $F/enroll/Obama/obama.jpg").code, 0);
  settle();
  EXPECT_FALSE(fs::exists(report)) << "there is nothing to be told of";
}

/// inotify has not told of the removal yet, or cannot.
TEST_F(KernelMemory, OfAPhotoServesItFromTheOtherPlaceWhereItIsAtOnce) {
  fs::create_directory(photos / "copies");
  add_photo("obama2.jpg", "copies/o2.jpg");
  before_ = originals();
  begin();
  const std::string bytes = bytes_of(photos / "o2.jpg");
  const std::string path = xattr("people/Obama/o2.jpg", "user.facefs.path");
  ASSERT_TRUE(fs::remove(path));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/o2.jpg") == bytes);
  before_ = originals();
}

}  // namespace
}  // namespace facefs::test
