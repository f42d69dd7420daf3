// SPDX-License-Identifier: Apache-2.0
// Photos arrive, change, move and go in the watched folder, and the mount follows.
#include <dirent.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Photos : public DaemonTest {};

TEST_F(Photos, AppearUnderTheirPersonByThemselves) {
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  add_photo("obama2.jpg", "new.jpg");
  EXPECT_TRUE(eventually([&] { return list("people/Obama") == std::vector<std::string>{"new.jpg"}; }))
      << "nobody asked the daemon to hurry";
  EXPECT_THAT(list("Obama"), ElementsAre("new.jpg")) << "also through the link at the root";
}

TEST_F(Photos, FollowARenameWithoutANewEmbeddingAndLeaveWhenDeleted) {
  add_photo("obama2.jpg", "old.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const auto computed = status()["computed"];
  const auto inode = [&](const char* name) {
    struct ::stat info {};
    ::stat((faces / "people/Obama" / name).c_str(), &info);
    return info.st_ino;
  };
  const auto before = inode("old.jpg");
  fs::rename(photos / "old.jpg", photos / "new.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("new.jpg"));
  EXPECT_EQ(inode("new.jpg"), before);
  EXPECT_EQ(status()["computed"], computed);
  fs::remove(photos / "new.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), IsEmpty());
  EXPECT_EQ(status()["photos"], 0);
}

TEST_F(Photos, HaveTheOriginalsTimeInWhateverCentury) {
  const std::map<std::string, std::time_t> times = {
      {"future.jpg", 13'569'465'600}, {"past.jpg", -2'208'988'800}, {"eve.jpg", -1}};  // 2400, 1900, 1969
  for (const auto& [name, seconds] : times) {
    write_bytes(photos / name, bytes_of(photo("obama2.jpg")) + name);
    const timespec both[2] = {{seconds, 5}, {seconds, 5}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (photos / name).c_str(), both, 0), 0);
  }
  start();
  settle();
  ASSERT_EQ(shell("ls -lR " + quoted(faces / "unknown")).code, 0);
  for (const auto& [name, seconds] : times) {
    struct ::stat original {
    }, shown{};  // some file systems begin in 1901
    ASSERT_EQ(::stat((photos / name).c_str(), &original), 0);
    ASSERT_EQ(::stat((faces / "unknown/all" / name).c_str(), &shown), 0);
    EXPECT_EQ(shown.st_mtim.tv_sec, original.st_mtim.tv_sec) << name;
    EXPECT_EQ(shown.st_mtim.tv_nsec, original.st_mtim.tv_nsec) << name;
  }
}

TEST_F(Photos, KeepTheirFacesWhenExiftoolWritesARatingAndACaption) {
  if (shell("command -v exiftool").code != 0) GTEST_SKIP() << "exiftool is not installed (libimage-exiftool-perl)";
  add_photo("obama2.jpg", "a.jpg");
  write_bytes(photos / "b.png", text_of(encode(decoded_image(bytes_of(photo("obama.jpg"))), ImageFormat::png)));
  start();
  enroll("Obama", {"obama3.jpg"});
  settle();
  ASSERT_THAT(list("people/Obama"), ElementsAre("a.jpg", "b.png"));
  const auto computed = status()["computed"];
  const Finished written =
      shell("exiftool -q -overwrite_original -Rating=5 -XMP-dc:Description='In the garden' -GPSLatitude=48 " +
            quoted(photos / "a.jpg") + " " + quoted(photos / "b.png"));
  ASSERT_EQ(written.code, 0) << written.output;
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("a.jpg", "b.png"));
  EXPECT_THAT(bytes_of(faces / "people/Obama/a.jpg"), HasSubstr("In the garden"));
  EXPECT_EQ(status()["computed"], computed) << "what is drawn is the same";
}

TEST_F(Photos, AreEmbeddedOnceUnderTwoPaths) {
  fs::create_directory(photos / "copy");
  add_photo("obama.jpg", "a.jpg");
  add_photo("obama.jpg", "copy/b.jpg");
  start();
  settle();
  EXPECT_EQ(status()["photos"], 1);
  EXPECT_EQ(status()["embedded"], 1);
}

TEST_F(Photos, AreReadFileForFileAsTheOriginalIs) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const fs::path original = photos / "a.jpg", shown = faces / "people/Obama/a.jpg";
  EXPECT_EQ(bytes_of(original), bytes_of(shown));
  struct ::stat a {
  }, b{};
  ASSERT_EQ(::stat(original.c_str(), &a), 0);
  ASSERT_EQ(::stat(shown.c_str(), &b), 0);
  EXPECT_EQ(a.st_size, b.st_size);
  EXPECT_EQ(a.st_mtim.tv_sec, b.st_mtim.tv_sec);
  EXPECT_EQ(a.st_mtim.tv_nsec, b.st_mtim.tv_nsec);
  EXPECT_EQ(b.st_mode & 0777, 0644U);
  const UniqueFd file(::open(shown.c_str(), O_RDONLY));
  EXPECT_EQ(::lseek(file.get(), -10, SEEK_END), a.st_size - 10);
  char tail[32];
  EXPECT_EQ(::read(file.get(), tail, sizeof tail), 10);
  EXPECT_EQ(::pread(file.get(), tail, sizeof tail, a.st_size), 0);
  void* mapped = ::mmap(nullptr, static_cast<std::size_t>(a.st_size), PROT_READ, MAP_PRIVATE, file.get(), 0);
  ASSERT_NE(mapped, MAP_FAILED);
  EXPECT_EQ(std::string(static_cast<char*>(mapped), static_cast<std::size_t>(a.st_size)), bytes_of(original));
  ::munmap(mapped, static_cast<std::size_t>(a.st_size));
}

TEST_F(Photos, ThatWereReplacedAreNeverServedUnderTheOldOnesName) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const std::string before = bytes_of(photos / "a.jpg");
  write_bytes(photos / "a.jpg", "another content");
  const UniqueFd file(::open((faces / "people/Obama/a.jpg").c_str(), O_RDONLY));
  if (file) {
    EXPECT_EQ(bytes_of("/proc/self/fd/" + std::to_string(file.get())), before) << "it served another content";
  } else {
    EXPECT_THAT(errno, testing::AnyOf(ENOENT, ESTALE));
  }
  settle();
  EXPECT_THAT(list("people/Obama"), IsEmpty());
}

TEST_F(Photos, ThatWereReplacedAreNotServedEitherWhereTheOtherContentIsAsLong) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  write_bytes(photos / "a.jpg", std::string(bytes_of(photos / "a.jpg").size(), 'x'));
  const UniqueFd file(::open((faces / "people/Obama/a.jpg").c_str(), O_RDONLY));
  EXPECT_FALSE(file) << "it served another content";
  EXPECT_THAT(errno, testing::AnyOf(ENOENT, ESTALE));
  settle();
  EXPECT_THAT(list("people/Obama"), IsEmpty());
}

TEST_F(Photos, ThatAreOlderThan1970KeepTheirDate) {
  add_photo("obama2.jpg", "wedding.jpg");
  ASSERT_EQ(shell("touch -d '1965-06-12 15:00:00 UTC' " + quoted(photos / "wedding.jpg")).code, 0);
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const auto shown = [&](const std::string& command) {
    return shell("cd " + quoted(faces / "people/Obama") + " && TZ=UTC " + command).output;
  };
  EXPECT_EQ(shown("stat -c %Y wedding.jpg"), "-143715600\n");
  EXPECT_THAT(shown("ls -l --time-style=+%Y"), HasSubstr("1965"));
}

TEST_F(Photos, OfOneBasenameAreBothShown) {
  fs::create_directory(photos / "sub");
  add_photo("obama2.jpg", "IMG.jpg");
  add_photo("obama3.jpg", "sub/IMG.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("IMG (2).jpg", "IMG.jpg"));
}

TEST_F(Photos, ThatLeftAreNotTakenUpAgainByAListingThatIsStillRead) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  DIR* const listing = ::opendir((faces / "people/Obama").c_str());
  ASSERT_TRUE(listing);
  fs::remove(photos / "a.jpg");
  settle();
  std::string names;
  while (const dirent* entry = ::readdir(listing)) names += std::string(entry->d_name) + " ";
  ::closedir(listing);
  EXPECT_THAT(names, HasSubstr("a.jpg")) << "the listing is of the moment when the folder was opened";
  struct ::stat info {};
  EXPECT_EQ(::stat((faces / "people/Obama/a.jpg").c_str(), &info), -1);
  EXPECT_EQ(errno, ENOENT);
}

TEST_F(Photos, TellWhereTheyAreAndWhoIsInThem) {
  write_bytes(photos / "group.jpg", group_photo({"biden.jpg", "obama2.jpg"}));
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_EQ(xattr("people/Obama/group.jpg", "user.facefs.path"), (photos / "group.jpg").string());
  EXPECT_EQ(xattr("people/Obama/group.jpg", "user.xdg.tags"), "Obama");
  EXPECT_EQ(xattr("people/Obama/group.jpg", "security.selinux"), "errno " + std::to_string(EOPNOTSUPP));
  EXPECT_EQ(xattr("people/Obama/group.jpg", "user.comment"), "errno " + std::to_string(ENODATA));
  const auto told = facefs_json("explain " + quoted(photos / "group.jpg"));
  EXPECT_EQ(told["faces"].size(), 2U);
  EXPECT_EQ(told["faces"][1]["person"], "Obama") << told;
  EXPECT_EQ(told["faces"][0]["person"], nullptr);
  EXPECT_EQ(facefs_json("explain " + quoted(faces / "people/Obama/group.jpg")), told);
  EXPECT_THAT(list("unknown/all"), ElementsAre("group.jpg")) << "its other face is nobody's";
}

TEST_F(Photos, AreReadWhileNobodyElseWantsTheDisk) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  settle();
  constexpr int kOfThread = 1, kIdle = 3, kClassAt = 13;  // man 2 ioprio_set
  int idle = 0;
  for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(daemon_) + "/task"))
    idle += ::syscall(SYS_ioprio_get, kOfThread, std::stoi(thread.path().filename())) >> kClassAt == kIdle;
  EXPECT_EQ(idle, 1) << "the one that has read it";
}

/// getfattr and file managers ask like this.
TEST_F(Photos, TellAValueIntoABufferOfExactlyItsSize) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  settle();
  const std::string file = faces / "unknown/all/a.jpg", path = (photos / "a.jpg").string();
  const char* const name = "user.facefs.path";
  ASSERT_EQ(::getxattr(file.c_str(), name, nullptr, 0), static_cast<ssize_t>(path.size()));
  std::string value(path.size(), '\0');
  EXPECT_EQ(::getxattr(file.c_str(), name, value.data(), value.size()), static_cast<ssize_t>(path.size()));
  EXPECT_EQ(value, path);
  EXPECT_EQ(::getxattr(file.c_str(), name, value.data(), value.size() - 1), -1);
  EXPECT_EQ(errno, ERANGE);
  EXPECT_EQ(::listxattr(file.c_str(), nullptr, 0), -1) << "or a copy would have people's names in it";
  EXPECT_EQ(errno, EOPNOTSUPP);
}

TEST_F(Photos, OfAFullLibraryAreListedWholeWhileItChanges) {
  const std::string base = bytes_of(photo("obama2.jpg"));
  for (int i = 0; i < 40; ++i) write_bytes(photos / ("p" + std::to_string(i) + ".jpg"), base + std::to_string(i));
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  ASSERT_EQ(list("people/Obama").size(), 40U);
  for (int i = 40; i < 60; ++i) {
    write_bytes(photos / ("p" + std::to_string(i) + ".jpg"), base + std::to_string(i));
    auto names = list("people/Obama");
    EXPECT_GE(names.size(), 40U);
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << "an entry was listed twice";
  }
  settle();
  EXPECT_EQ(list("people/Obama").size(), 60U);
  EXPECT_EQ(status()["embedded"], 1) << "sixty files, one picture";
}

}  // namespace
}  // namespace facefs::test
