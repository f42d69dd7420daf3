// SPDX-License-Identifier: Apache-2.0
// The mount refuses what it does not do with an errno that programs understand, never ENOSYS. No original is touched.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstring>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class Refusing : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "a.jpg");
    before = bytes_of(photos / "a.jpg");
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    shown = faces / "people/Obama/a.jpg";
    ASSERT_TRUE(fs::exists(shown));
  }
  void TearDown() override {
    if (!IsSkipped()) {
      EXPECT_EQ(bytes_of(photos / "a.jpg"), before) << "an original was changed";
    }
    DaemonTest::TearDown();
  }

  template <typename Call>
  static int error_of(Call call) {
    errno = 0;
    return call() < 0 ? errno : 0;
  }

  std::string before;
  fs::path shown;
};

TEST_F(Refusing, ToWriteToAPhoto) {
  for (const int flags :
       {O_WRONLY, O_RDWR, O_RDWR | O_TRUNC, O_WRONLY | O_APPEND, O_WRONLY | O_APPEND | O_TRUNC, O_RDONLY | O_TRUNC})
    EXPECT_EQ(error_of([&] { return ::open(shown.c_str(), flags); }), EACCES) << flags;
  EXPECT_EQ(error_of([&] { return ::truncate(shown.c_str(), 0); }), EACCES);
}

/// The written bytes become a file beside it.
TEST_F(Refusing, LeavesAPhotoThatIsWrittenAnewAsItIs) {
  const std::string bytes = bytes_of(shown);
  shell("echo x > " + quoted(shown));
  shell("cp " + quoted(photo("biden.jpg")) + " " + quoted(shown));
  EXPECT_TRUE(bytes_of(shown) == bytes);
}

TEST_F(Refusing, ToChangeAPhotosAttributes) {
  EXPECT_EQ(error_of([&] { return ::chmod(shown.c_str(), 0600); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::utimensat(AT_FDCWD, shown.c_str(), nullptr, 0); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::setxattr(shown.c_str(), "user.x", "y", 1, 0); }), EOPNOTSUPP);
  EXPECT_EQ(error_of([&] { return ::removexattr(shown.c_str(), "user.facefs.path"); }), EOPNOTSUPP);
}

TEST_F(Refusing, AThresholdThatIsNoNumberUpToOne) {
  const auto set = [&](const std::string& value) {
    const fs::path person = faces / "people/Obama";
    return error_of([&] { return ::setxattr(person.c_str(), "user.facefs.certain", value.data(), value.size(), 0); });
  };
  for (const char* value : {"", "x", "0", "-1", "1.01", "0.45x", "0.45 ", "nan"})
    EXPECT_EQ(set(value), EINVAL) << value;
  EXPECT_EQ(set("1"), 0);
}

/// Returns the errno of a folder of mode 0555. The kernel itself says EACCES to an ordinary user; facefsd says EPERM to
/// root.
int refused_by_mode() {
  return ::geteuid() == 0 ? EPERM : EACCES;
}

TEST_F(Refusing, ToMakeThingsWhereNothingIsMade) {
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "people/Obama").c_str(), 0755); }), EEXIST);
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "people/Obama/sub").c_str(), 0755); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "unknown/x").c_str(), 0755); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "x").c_str(), 0755); }), refused_by_mode());
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / ".Trash-1000").c_str(), 0755); }), EACCES);
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "enroll/Obama/sub").c_str(), 0755); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::open((faces / "x").c_str(), O_CREAT | O_WRONLY, 0600); }), refused_by_mode());
  EXPECT_EQ(error_of([&] { return ::symlink("x", (faces / "enroll/Obama/link").c_str()); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::link(shown.c_str(), (faces / "enroll/Obama/link").c_str()); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::mkfifo((faces / "enroll/Obama/fifo").c_str(), 0600); }), EPERM);
}

TEST_F(Refusing, NamesThatNobodyMayHave) {
  for (const char* name : {" x", "x ", ".x", "people", "Joey (2)", "a\x1b[31m", "\xff\xfe"})
    EXPECT_EQ(error_of([&] { return ::mkdir((faces / "enroll" / name).c_str(), 0755); }), EINVAL) << name;
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "enroll" / std::string(201, 'x')).c_str(), 0755); }), ENAMETOOLONG);
  const auto pinned = [&](const std::string& name) {
    return error_of([&] { return ::symlink("Obama", (faces / "together" / name).c_str()); });
  };
  const auto renamed = [&](const std::string& name) {
    return error_of([&] { return ::rename((faces / "together/pin").c_str(), (faces / "together" / name).c_str()); });
  };
  ASSERT_EQ(pinned("pin"), 0);
  for (const char* name : {" x", ".x", "a\x1b[31m", "\xff\xfe"}) {
    EXPECT_EQ(pinned(name), EINVAL) << name;
    EXPECT_EQ(renamed(name), EINVAL) << name;
  }
  EXPECT_EQ(pinned(std::string(201, 'x')), ENAMETOOLONG);
  EXPECT_EQ(renamed(std::string(201, 'x')), ENAMETOOLONG);
}

TEST_F(Refusing, ToMoveWhatIsNotMoved) {
  EXPECT_EQ(error_of([&] { return ::rename(shown.c_str(), (faces / "maybe/Obama/a.jpg").c_str()); }), EPERM);
  EXPECT_EQ(error_of([&] { return ::rename((faces / "people").c_str(), (faces / "other").c_str()); }),
            refused_by_mode());
  const std::string from = faces / "enroll/Obama/obama.jpg", to = faces / "enroll/Obama/other.jpg";
  fs::copy_file(photo("obama3.jpg"), to);
  EXPECT_EQ(error_of([&] { return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE); }),
            EINVAL);
  EXPECT_EQ(error_of([&] { return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE); }),
            EEXIST);
  EXPECT_EQ(error_of([&] { return ::renameat2(AT_FDCWD, shown.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE); }),
            EINVAL);
}

TEST_F(Refusing, ToRemoveWhatIsNotRemoved) {
  EXPECT_EQ(error_of([&] { return ::unlink((faces / ".status/status.json").c_str()); }), refused_by_mode());
  EXPECT_EQ(error_of([&] { return ::rmdir((faces / "people").c_str()); }), refused_by_mode());
  EXPECT_EQ(error_of([&] { return ::rmdir((faces / "enroll/Obama").c_str()); }), ENOTEMPTY);
}

TEST_F(Refusing, NothingOfWhatAnOrdinaryToolAsksWithANotImplemented) {
  const fs::path reference = faces / "enroll/Obama/obama.jpg";
  const UniqueFd in(::open(shown.c_str(), O_RDONLY));
  const UniqueFd out(::open(reference.c_str(), O_RDWR));
  ASSERT_TRUE(in && out);
  EXPECT_EQ(error_of([&] { return ::fallocate(out.get(), 0, 0, 4096); }), EOPNOTSUPP) << "then it is written";
  EXPECT_EQ(::copy_file_range(in.get(), nullptr, out.get(), nullptr, 10, 0), 10) << std::strerror(errno);
  EXPECT_EQ(error_of([&] { return ::fsync(out.get()); }), 0);
  const UniqueFd folder(::open((faces / "people").c_str(), O_RDONLY | O_DIRECTORY));
  ASSERT_TRUE(folder);
  EXPECT_EQ(error_of([&] { return ::fsync(folder.get()); }), 0);
  EXPECT_EQ(error_of([&] { return ::access(shown.c_str(), R_OK); }), 0);
  struct statvfs info {};
  EXPECT_EQ(::statvfs(faces.c_str(), &info), 0);
  EXPECT_GT(info.f_bavail, 0U) << "Nautilus copies nothing where there is no room";
}

TEST_F(Refusing, AnOrdinaryUserByTheModesAlone) {
  if (::geteuid() == 0) GTEST_SKIP() << "root passes over modes; end_to_end.as_an_ordinary_user runs this";
  EXPECT_EQ(error_of([&] { return ::mkdir((faces / "x").c_str(), 0755); }), EACCES);
  EXPECT_EQ(error_of([&] { return ::access(faces.c_str(), W_OK); }), EACCES) << "so that no trash is offered";
  EXPECT_EQ(error_of([&] { return ::access((faces / "enroll").c_str(), W_OK); }), 0);
}

}  // namespace
}  // namespace facefs::test
