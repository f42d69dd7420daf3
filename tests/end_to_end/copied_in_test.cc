// SPDX-License-Identifier: Apache-2.0
// Files that are copied into people/NAME/ in unusual ways: empty, unfinished, too many, over each other, and what
// becomes of their bytes.
#include <fcntl.h>
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CopiedIn : public Verbs {
 protected:
  /// Returns the files that hold what is being copied in, or is shown as it was put.
  std::vector<std::string> marks() const { return files_where(true); }
  /// Returns the files of all references.
  std::vector<std::string> references() const { return files_where(false); }

  static int error_of(int result) { return result < 0 ? errno : 0; }
  static nlink_t links_of(const fs::path& file) {
    struct ::stat info {};
    EXPECT_EQ(::stat(file.c_str(), &info), 0) << file;
    return info.st_nlink;
  }

 private:
  std::vector<std::string> files_where(bool is_mark) const {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(data / "references"))
      if (entry.is_regular_file() && (entry.path().parent_path().filename() == ".incoming") == is_mark)
        files.push_back(entry.path().filename());
    return files;
  }
};

TEST_F(CopiedIn, TeachesNothingWhileItIsEmptyOrUnderATemporaryNameAndLeavesNothingWhenItIsRemoved) {
  begin();
  ASSERT_EQ(run("touch $F/people/Obama/empty.jpg && cp " + quoted(photo("obama_partial_face.jpg")) +
                " $F/people/Obama/new.jpg.part")
                .code,
            0);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("empty.jpg", "new.jpg.part", "o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  ASSERT_EQ(run("rm $F/people/Obama/empty.jpg $F/people/Obama/new.jpg.part").code, 0);
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  EXPECT_THAT(marks(), IsEmpty());
}

/// The copy of a known photo is shown as that photo, of which there is nothing to sync.
TEST_F(CopiedIn, CanBeSyncedAlsoWhereThePhotoIsKnown) {
  begin();
  const Finished synced = run("cp $P/b.jpg $F/people/Obama/ && sync $F/people/Obama/b.jpg");
  EXPECT_EQ(synced.code, 0) << synced.output;
}

TEST_F(CopiedIn, IsRefusedBeyondTheLimitAndTakenOnceThereIsRoom) {
  write_bytes(home / "config.toml", "[limits]\nenroll_files = 1\n");
  begin({"--config", home / "config.toml"});
  const std::string copy = "cp " + quoted(photo("obama_partial_face.jpg")) + " $F/people/Obama/new.jpg";
  EXPECT_THAT(run(copy).output, HasSubstr("quota"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2.jpg", "o3.jpg"));
  ASSERT_EQ(run("rm $F/enroll/Obama/obama.jpg").code, 0);
  const Finished again = run(copy);
  EXPECT_EQ(again.code, 0) << again.output;
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg"));
}

TEST_F(CopiedIn, OntoOneNameAgainAndAgainIsAFileOfItsOwnEachTime) {
  begin();
  write_bytes(home / "again.py", R"(
import os, shutil, sys
source, target = sys.argv[1:]
photo = os.stat(target).st_ino
for piece in (b'one', b'two'):
    with open(source, 'ab') as file: file.write(piece)
    shutil.copyfile(source, target)
    assert os.stat(target).st_ino == photo, 'the name leads to the copy'
)");
  const Finished copied = run("cp $P/o2.jpg $H/o2.jpg && python3 $H/again.py $H/o2.jpg $F/people/Obama/o2.jpg");
  EXPECT_EQ(copied.code, 0) << copied.output;
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("o2 (2).jpg", "o2 (3).jpg", "o2.jpg", "o3.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("o2 (2).jpg", "o2 (3).jpg", "obama.jpg"));
}

TEST_F(CopiedIn, WithAKnownContentIsThatPhotoAndNoOtherBytes) {
  begin();
  const fs::path pasted = faces / "people/Obama/pasted.jpg", own = faces / "people/Obama/b.jpg";
  ASSERT_EQ(run("cp $P/b.jpg $F/people/Obama/pasted.jpg").code, 0);
  EXPECT_THAT(marks(), IsEmpty());
  EXPECT_EQ(error_of(::open(pasted.c_str(), O_WRONLY | O_APPEND)), EACCES);
  EXPECT_EQ(error_of(::truncate(own.c_str(), 0)), EACCES) << "though its attributes may be set just now";
  ASSERT_EQ(run("rm $F/people/Obama/pasted.jpg").code, 0);
  EXPECT_FALSE(fs::exists(pasted));
  settle();  // the kernel is told of the other name
  EXPECT_FALSE(fs::exists(own));
  EXPECT_THAT(log_of_acts(), HasSubstr("b.jpg is not Obama"));
}

TEST_F(CopiedIn, WithAContentThatIsNoPictureThoughAWatchedFolderHasItDecidesNothing) {
  write_bytes(photos / "text.jpg", "no picture");
  before_ = originals();
  begin();
  ASSERT_EQ(run("cp $P/text.jpg $F/people/Obama/").code, 0);
  settle();
  EXPECT_EQ(verdict("Obama", "text.jpg"), "not-a-photo");
  EXPECT_THAT(log_of_acts(), Not(HasSubstr("text.jpg is Obama")));
}

TEST_F(CopiedIn, AsANewContentIsOneFileInBothFoldersAndGoesToSomebodyElseWhole) {
  begin();
  ASSERT_EQ(run("cp " + quoted(photo("obama_partial_face.jpg")) + " $F/people/Obama/new.jpg").code, 0);
  settle();
  EXPECT_EQ(links_of(faces / "people/Obama/new.jpg"), 1U);
  EXPECT_EQ(links_of(faces / "enroll/Obama/new.jpg"), 1U);
  ASSERT_EQ(marks().size(), 1U);
  ASSERT_EQ(run("mv $F/people/Obama/new.jpg $F/people/Biden/").code, 0);
  settle();
  EXPECT_THAT(marks(), IsEmpty());
  EXPECT_THAT(list("enroll/Biden"), ElementsAre("biden.jpg", "new.jpg"));
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
}

TEST_F(CopiedIn, IsNotMovedToSomebodyElseBeforeItIsWhole) {
  begin();
  const fs::path from = faces / "people/Obama/new.jpg", to = faces / "people/Biden/new.jpg";
  std::ofstream copying(from, std::ios::binary);
  copying << "the beginning" << std::flush;
  EXPECT_EQ(error_of(::rename(from.c_str(), to.c_str())), EPERM);
  copying.close();
  EXPECT_THAT(list("people/Biden"), ElementsAre("b.jpg"));
}

TEST_F(CopiedIn, IsCalledAsItWasWhenTheLogCouldNotTakeItAtFirst) {
  begin();
  const auto before = references();
  const fs::path log = data / "decisions.log";
  fs::rename(log, home / "kept.log");
  ASSERT_TRUE(fs::create_directory(log));
  const std::string copy = "cp " + quoted(photo("obama_partial_face.jpg")) + " $F/people/Obama/new.jpg";
  EXPECT_NE(run("mv $F/people/Biden/b.jpg $F/enroll/Obama/").code, 0);
  EXPECT_NE(run(copy).code, 0);
  EXPECT_EQ(references(), before) << "nothing is left of what was refused";
  fs::remove(log);
  fs::rename(home / "kept.log", log);
  const Finished again = run("rm -f $F/people/Obama/new.jpg; " + copy);
  EXPECT_EQ(again.code, 0) << again.output;
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("new.jpg", "obama.jpg"));
}

}  // namespace
}  // namespace facefs::test
