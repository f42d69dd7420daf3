// SPDX-License-Identifier: Apache-2.0
// Enrolling by copying, with every usual tool. Also the verdict on each photo, and renaming and forgetting people.
#include <fcntl.h>
#include <gmock/gmock.h>

#include <cstring>

#include "models/encode.h"
#include "models/orientation.h"
#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Enrolling : public DaemonTest {};

struct Tool {
  const char* name;
  const char* needs;
  const char* command;  ///< knows $s (the photo), $d (the folder), $n (its name), $h (a scratch folder)
};

void PrintTo(const Tool& tool, std::ostream* out) {
  *out << tool.name;
}

class EveryCopyingTool : public DaemonTest, public testing::WithParamInterface<Tool> {};

INSTANTIATE_TEST_SUITE_P(
    Enrolling, EveryCopyingTool,
    testing::Values(Tool{"cp", "cp", "cp $s $d/"}, Tool{"cp_a", "cp", "cp -a $s $d/"},
                    Tool{"install", "install", "install -m 600 $s $d/"},
                    Tool{"mv", "mv", "cp $s $h/moved.jpg && mv $h/moved.jpg $d/$n"},
                    Tool{"rsync", "rsync", "rsync -a $s $d/"},
                    Tool{"rsync_inplace", "rsync", "rsync --inplace -aX $s $d/"}, Tool{"gio", "gio", "gio copy $s $d/"},
                    Tool{"gio_preserve", "gio", "gio copy -p $s $d/$n"},
                    Tool{"gio_move", "gio", "cp $s $h/moved.jpg && gio move $h/moved.jpg $d/$n"},
                    Tool{"tar", "tar", "tar -C $(dirname $s) -cf - $n | tar -C $d -xf -"},
                    Tool{"cat", "cat", "cat $s > $d/$n"},
                    Tool{"dd", "dd", "dd if=$s of=$d/$n bs=64k conv=fsync status=none"},
                    Tool{"touch_first", "touch", "touch $d/$n && cat $s >> $d/$n"},
                    Tool{"python", "python3", "python3 -c \"import shutil; shutil.copy2('$s', '$d')\""},
                    Tool{"overwrite", "gio", "cp $s $d/ && cp $s $d/ && gio copy $s $d/$n"},
                    Tool{"part_then_rename", "mv", "cp $s $d/$n.part && mv $d/$n.part $d/$n"},
                    Tool{"sed_in_place", "sed", "cp $s $d/ && sed -i -e '' $d/$n"},
                    Tool{"mknod", "cp", "mknod $d/$n p 2>/dev/null; cp $s $d/$n"}),
    [](const auto& tool) { return tool.param.name; });

TEST_P(EveryCopyingTool, LeavesTheRightBytesAndExactlyOneReference) {
  if (shell(std::string("command -v ") + GetParam().needs).code != 0)
    GTEST_SKIP() << GetParam().needs << " is not installed";
  start();
  fs::create_directory(home / "scratch");
  fs::create_directory(faces / "enroll/Obama");
  const Finished done = shell("s=" + quoted(photo("obama.jpg")) + "; d=" + quoted(faces / "enroll/Obama") +
                              "; n=obama.jpg; h=" + quoted(home / "scratch") + "; " + GetParam().command);
  EXPECT_EQ(done.code, 0) << done.output;
  settle();
  EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
  EXPECT_EQ(bytes_of(faces / "enroll/Obama/obama.jpg"), bytes_of(photo("obama.jpg")));
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "used");
  EXPECT_EQ(facefs_json("people")[0]["references"], 1);
}

TEST_F(Enrolling, KeepsTimesSoThatASecondRsyncCopiesNothing) {
  start();
  fs::create_directory(faces / "enroll/Obama");
  const std::string copy = "rsync -a -i " + quoted(photo("obama.jpg")) + " " + quoted(faces / "enroll/Obama/");
  ASSERT_THAT(shell(copy).output, HasSubstr("obama.jpg"));
  EXPECT_THAT(shell(copy).output, Not(HasSubstr(">f")));
}

TEST_F(Enrolling, NeverLearnsFromATemporaryName) {
  start();
  fs::create_directory(faces / "enroll/Obama");
  for (const char* name : {".obama.jpg.Xy12Zz", ".goutputstream-AB12CD", "obama.jpg.part"})
    fs::copy_file(photo("obama.jpg"), faces / "enroll/Obama" / name);
  settle();
  EXPECT_THAT(facefs_json("people"), IsEmpty()) << "nobody to be seen yet";
  EXPECT_THAT(list("people"), IsEmpty());
}

TEST_F(Enrolling, StillKnowsAFileThatWasRemovedWhileItIsOpen) {
  start();
  enroll("Obama", {"obama.jpg"});
  const UniqueFd open(::open((faces / "enroll/Obama/obama.jpg").c_str(), O_RDWR));
  fs::remove(faces / "enroll/Obama/obama.jpg");
  struct ::stat info {};
  EXPECT_EQ(::fstat(open.get(), &info), 0) << std::strerror(errno);
  EXPECT_EQ(static_cast<std::uintmax_t>(info.st_size), fs::file_size(photo("obama.jpg")));
}

TEST_F(Enrolling, TakesAPhotoThatWasChangedWhenItsWriterHasClosedItAndNotBefore) {
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const fs::path file = faces / "enroll/Obama/obama.jpg";
  {
    const UniqueFd writer(::open(file.c_str(), O_WRONLY));
    ASSERT_TRUE(writer);
    ASSERT_EQ(::truncate(file.c_str(), 100), 0);
    EXPECT_FALSE(eventually([&] { return verdict("Obama", "obama.jpg") != "used"; }, std::chrono::seconds(2)));
  }
  settle();
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "not-a-photo");
  fs::copy_file(photo("obama.jpg"), file, fs::copy_options::overwrite_existing);
  settle();
  ASSERT_EQ(verdict("Obama", "obama.jpg"), "used");
  ASSERT_EQ(::truncate(file.c_str(), 100), 0);
  settle();
  EXPECT_EQ(verdict("Obama", "obama.jpg"), "not-a-photo") << "a change by name is one, too";
}

TEST_F(Enrolling, SetsWhatACopierSetsAndNothingElse) {
  start();
  enroll("Obama", {"obama.jpg"});
  const fs::path folder = faces / "enroll/Obama", file = folder / "obama.jpg";
  EXPECT_EQ(shell("touch -d @1000 " + quoted(file) + " && touch -a -d @2000 " + quoted(file) + " && chmod 000 " +
                  quoted(file))
                .code,
            0);
  EXPECT_EQ(shell("stat -c '%X %Y %a' " + quoted(file)).output, "2000 1000 600\n") << "facefs must be able to read it";
  EXPECT_EQ(::chown(file.c_str(), static_cast<uid_t>(-1), ::getegid()), 0);
  EXPECT_EQ(::chown(file.c_str(), static_cast<uid_t>(-1), ::getegid() + 1), -1);
  EXPECT_EQ(errno, EPERM);
  EXPECT_EQ(::truncate(file.c_str(), off_t{3} << 30), -1);
  EXPECT_EQ(errno, EDQUOT);
  EXPECT_EQ(shell("chmod 755 " + quoted(folder) + " && touch " + quoted(folder)).code, 0) << "as cp -a and tar do";
}

TEST_F(Enrolling, SaysForEachPhotoWhatBecameOfIt) {
  start();
  const std::string group = group_photo({"biden.jpg", "obama2.jpg"});
  fs::create_directory(faces / "enroll/Alone");
  write_bytes(faces / "enroll/Alone/group.jpg", group);
  enroll("Biden", {"biden.jpg"});
  write_bytes(faces / "enroll/Biden/group.jpg", group);
  write_bytes(faces / "enroll/Biden/black.png", black_png(800, 600));
  write_bytes(faces / "enroll/Biden/text.jpg", "hello\n");
  enroll("Mixed", {"obama.jpg", "obama2.jpg"});
  fs::copy_file(photo("biden.jpg"), faces / "enroll/Mixed/stranger.jpg");
  settle();
  EXPECT_EQ(verdict("Alone", "group.jpg"), "several-faces");
  EXPECT_EQ(verdict("Biden", "biden.jpg"), "used");
  EXPECT_EQ(verdict("Biden", "group.jpg"), "used");
  EXPECT_EQ(verdict("Biden", "black.png"), "no-face");
  EXPECT_EQ(verdict("Biden", "text.jpg"), "not-a-photo");
  EXPECT_EQ(verdict("Mixed", "stranger.jpg"), "unlike-others");
  const std::string report = bytes_of(faces / "enroll/Biden/.report.txt");
  EXPECT_THAT(report, HasSubstr("group.jpg\tused\tof its 2 faces number 1 from the left"));
  EXPECT_THAT(report, HasSubstr("black.png\tno-face\t"));
}

TEST_F(Enrolling, LearnsFromAnOnlyPhotoThatStandsOnItsHead) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  fs::create_directory(faces / "enroll/Obama");
  const Image head_down = turned_upright(decoded_image(bytes_of(photo("obama.jpg"))), Orientation::turned_180);
  write_bytes(faces / "enroll/Obama/scan.jpg", text_of(encode(head_down, ImageFormat::jpeg)));
  settle();
  EXPECT_EQ(verdict("Obama", "scan.jpg"), "used");
  EXPECT_THAT(list("people/Obama"), ElementsAre("a.jpg"));
}

TEST_F(Enrolling, TakesWhatAReferenceTaughtBackWhenItIsRemoved) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  ASSERT_THAT(list("people/Obama"), ElementsAre("a.jpg"));
  fs::remove(faces / "enroll/Obama/obama.jpg");
  settle();
  EXPECT_THAT(list("people"), IsEmpty());
  EXPECT_THAT(list("unknown/all"), ElementsAre("a.jpg"));
}

TEST_F(Enrolling, KeepsWhatAReferenceTaughtWhileItIsRenamed) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  fs::rename(faces / "enroll/Obama/obama.jpg", faces / "enroll/Obama/portrait.jpg");
  bool always = true;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  eventually([&] {
    always = always && list("people/Obama") == std::vector<std::string>{"a.jpg"};
    return std::chrono::steady_clock::now() >= end;
  });
  EXPECT_TRUE(always) << "the person lost the photo for a moment";
  settle();
  EXPECT_EQ(verdict("Obama", "portrait.jpg"), "used");
}

TEST_F(Enrolling, RenamesAPersonEverywhere) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_EQ(shell("mv " + quoted(faces / "enroll/Obama") + " " + quoted(faces / "enroll/Barack")).code, 0);
  settle();
  EXPECT_THAT(list("people/Barack"), ElementsAre("a.jpg"));
  EXPECT_THAT(list("people"), ElementsAre("Barack"));
  EXPECT_FALSE(fs::exists(faces / "Obama"));
  EXPECT_THAT(list("Barack"), ElementsAre("a.jpg"));
}

TEST_F(Enrolling, FindsANameUnderEitherUnicodeForm) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  const std::string composed = "Zo\u00eb", decomposed = "Zoe\u0308";
  fs::create_directory(faces / "enroll" / decomposed);
  fs::copy_file(photo("obama.jpg"), faces / "enroll" / decomposed / "obama.jpg");
  settle();
  EXPECT_THAT(list("people"), ElementsAre(composed));
  EXPECT_THAT(list("people/" + decomposed), ElementsAre("a.jpg"));
  EXPECT_THAT(list(decomposed), ElementsAre("a.jpg"));
  fs::rename(faces / "enroll" / composed, faces / "enroll/Zoe");
  EXPECT_FALSE(fs::exists(faces / "enroll" / decomposed)) << "the kernel remembers no other form";
  EXPECT_FALSE(fs::exists(faces / "people" / decomposed));
  EXPECT_FALSE(fs::is_symlink(faces / decomposed)) << "of a link it could remember both, where a folder has one name";
}

TEST_F(Enrolling, NeverMergesByARename) {
  start();
  enroll("Obama", {"obama.jpg"});
  enroll("Biden", {"biden.jpg"});
  settle();
  EXPECT_EQ(::rename((faces / "enroll/Obama").c_str(), (faces / "enroll/Biden").c_str()), -1);
  EXPECT_EQ(errno, EEXIST);
  EXPECT_EQ(::mkdir((faces / "enroll/OBAMA").c_str(), 0755), -1);
  EXPECT_EQ(errno, EEXIST) << "the same name but for its case";
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("'OBAMA' was refused as a name: 'Obama' is there already"));
}

TEST_F(Enrolling, ShowsAFolderThatWasOnlyMadeToNobodyElse) {
  start();
  fs::create_directory(faces / "enroll/Untitled Folder");
  fs::rename(faces / "enroll/Untitled Folder", faces / "enroll/Obama");
  settle();
  EXPECT_THAT(list("people"), IsEmpty());
  EXPECT_THAT(bytes_of(data / "decisions.log"), Not(HasSubstr("Untitled")));
  fs::copy_file(photo("obama.jpg"), faces / "enroll/Obama/obama.jpg");
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Obama"));
  EXPECT_THAT(bytes_of(data / "decisions.log"), HasSubstr("Obama"));
}

std::string all_bytes_below(const fs::path& folder) {
  std::string bytes;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    bytes += entry.path().filename().string() + "\n" + (entry.is_regular_file() ? bytes_of(entry.path()) : "");
  return bytes;
}

TEST_F(Enrolling, ForgetsAPersonWithEveryByteWhenTheFolderIsRemoved) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Barack Unmistakable", {"obama.jpg"});
  enroll("Biden", {"biden.jpg"});
  settle();
  const std::string part = bytes_of(photo("obama.jpg")).substr(20000, 64);
  ASSERT_THAT(all_bytes_below(data), HasSubstr("Unmistakable"));
  ASSERT_THAT(all_bytes_below(data), HasSubstr(part));
  EXPECT_EQ(shell("rm -r " + quoted(faces / "enroll/Barack Unmistakable")).code, 0);
  settle();
  EXPECT_THAT(list("people"), ElementsAre("Biden"));
  EXPECT_THAT(list("unknown/all"), ElementsAre("a.jpg"));
  EXPECT_EQ(stop(), 0);
  EXPECT_THAT(all_bytes_below(data), Not(HasSubstr("Unmistakable")));
  EXPECT_THAT(all_bytes_below(data), Not(HasSubstr(part)));
}

TEST_F(Enrolling, ForgetsAPersonAtTheCommandLine) {
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_EQ(facefs("forget --yes Obama").code, 0);
  EXPECT_THAT(list("enroll"), IsEmpty());
  const Finished again = facefs("forget --yes Obama");
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.output, HasSubstr("nobody called 'Obama'"));
}

TEST_F(Enrolling, WorksFromTheCommandLine) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  const Finished done =
      facefs("enroll 'Barack Obama' " + quoted(photo("obama.jpg")) + " " + quoted(photo("obama3.jpg")));
  EXPECT_EQ(done.code, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("obama3.jpg: used"));
  EXPECT_THAT(list("people/Barack Obama"), ElementsAre("a.jpg"));
  for (const std::string& name : {std::string("../x"), std::string("../../x"), (home / "outside").string()})
    EXPECT_EQ(facefs("enroll " + quoted(fs::path(name)) + " " + quoted(photo("obama.jpg"))).code, 1) << name;
}

/// Writes that many bytes to a new file there. Returns the errno, or 0.
int error_of_writing(const fs::path& file, std::size_t bytes) {
  const UniqueFd open(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const std::string piece(1 << 20, 'x');
  while (open && bytes > 0) {
    const ssize_t written = ::write(open.get(), piece.data(), std::min(bytes, piece.size()));
    if (written < 0) return errno;
    bytes -= static_cast<std::size_t>(written);
  }
  return open ? 0 : errno;
}

TEST_F(Enrolling, RefusesWhatWouldBeTooMuchOfAllTogetherWhileItIsWritten) {
  constexpr std::size_t kMegabyte = 1 << 20;
  write_bytes(home / "config.toml", "[limits]\nenroll_megabytes = 30\n");
  start({"--config", home / "config.toml"});
  for (const char* name : {"Ann", "Ben", "Cleo"}) fs::create_directory(faces / "enroll" / name);
  EXPECT_EQ(error_of_writing(faces / "enroll/Ann/a.jpg", 20 * kMegabyte), 0);
  EXPECT_EQ(error_of_writing(faces / "enroll/Ben/b.jpg", 20 * kMegabyte), EDQUOT) << "one file would fit";
  EXPECT_EQ(error_of_writing(faces / "enroll/Cleo/c.jpg", 31 * kMegabyte), EDQUOT);
}

TEST_F(Enrolling, CountsOnlyWhatAFileGrowsBy) {
  constexpr std::size_t kMegabyte = 1 << 20;
  write_bytes(home / "config.toml", "[limits]\nenroll_megabytes = 30\n");
  start({"--config", home / "config.toml"});
  fs::create_directory(faces / "enroll/Ann");
  ASSERT_EQ(error_of_writing(faces / "enroll/Ann/a.jpg", 20 * kMegabyte), 0);
  EXPECT_EQ(::truncate((faces / "enroll/Ann/a.jpg").c_str(), 25 * kMegabyte), 0);
  EXPECT_EQ(::truncate((faces / "enroll/Ann/a.jpg").c_str(), 31 * kMegabyte), -1);
  EXPECT_EQ(errno, EDQUOT);
  ASSERT_EQ(stop(), 0);
  write_bytes(home / "config.toml", "[limits]\nenroll_megabytes = 10\n");
  start({"--config", home / "config.toml"});
  EXPECT_EQ(::truncate((faces / "enroll/Ann/a.jpg").c_str(), 20 * kMegabyte), 0) << "that makes room";
}

TEST_F(Enrolling, RefusesMoreThanTheLimits) {
  write_bytes(home / "config.toml", "[limits]\nenroll_files = 2\n");
  start({"--config", home / "config.toml"});
  enroll("Obama", {"obama.jpg", "obama2.jpg"});
  std::error_code error;
  fs::copy_file(photo("obama3.jpg"), faces / "enroll/Obama/obama3.jpg", error);
  EXPECT_EQ(error.value(), EDQUOT);
  ASSERT_TRUE(fs::create_directory(faces / "enroll/Biden"));
  EXPECT_TRUE(fs::copy_file(photo("obama3.jpg"), faces / "enroll/Biden/obama3.jpg")) << "it is a limit of each person";
  EXPECT_EQ(::rename((faces / "enroll/Biden/obama3.jpg").c_str(), (faces / "enroll/Obama/obama3.jpg").c_str()), -1);
  EXPECT_EQ(errno, EDQUOT);
}

}  // namespace
}  // namespace facefs::test
