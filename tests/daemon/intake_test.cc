// SPDX-License-Identifier: Apache-2.0
// Photos that are read while somebody changes them.
#include "daemon/intake.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include "support/eventually.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

class PhotosThatChange : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::filesystem::path file = folder / "a.jpg";
  Gallery gallery{folder / "gallery", {folder.path().string()}};
  std::atomic<int> looked_at = 0, looked_again = 0, given_up = 0;
  const PhotoFolders folders{gallery.roots()};
  Intake intake{gallery,
                folders,
                {"test", "test"},
                {[this](const WriterMessage& message) { given_up += std::holds_alternative<PhotoFailed>(message); },
                 [this](const VisionJob& job) {
                   job.done({0, Unreadable{Reason::not_an_image, "it is none"}});
                   ++looked_at;
                 },
                 [this](const std::string&, const Token&) { ++looked_again; }, [](std::size_t) {},
                 [](const std::string& sentence) { ADD_FAILURE() << sentence; }}};

  void SetUp() override {
    write_bytes(file, "some bytes");
    usual_ = std::signal(SIGIO, SIG_IGN);  // what the holder of a lease is sent
  }
  void TearDown() override { std::signal(SIGIO, usual_); }

  /// Changes the file between its first stamp and its first byte. The reader waits there, because it opens a file that
  /// is leased for writing.
  void read_while_it_changes() {
    const int before = looked_again + given_up;
    const UniqueFd own(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_TRUE(eventually([&] { return ::fcntl(own.get(), F_SETLEASE, F_WRLCK) == 0; }));
    intake.put(PhotoToRead{file.string(), nullptr});
    ASSERT_TRUE(eventually([&] { return ::fcntl(own.get(), F_GETLEASE) != F_WRLCK; }));
    const timespec other[2] = {{0, UTIME_OMIT}, {1'000'000 + ++changes_, 0}};
    ASSERT_EQ(::futimens(own.get(), other), 0);
    ASSERT_EQ(::fcntl(own.get(), F_SETLEASE, F_UNLCK), 0);
    EXPECT_TRUE(eventually([&] { return looked_again + given_up > before; }));
  }
  void read_in_peace() {
    const int before = looked_at;
    intake.put(PhotoToRead{file.string(), nullptr});
    EXPECT_TRUE(eventually([&] { return looked_at > before; }));
  }

 private:
  int changes_ = 0;
  void (*usual_)(int) = nullptr;
};

TEST_F(PhotosThatChange, AreGivenUpAtTheFifthTime) {
  for (int i = 0; i < 4; ++i) read_while_it_changes();
  EXPECT_EQ(looked_again, 4);
  EXPECT_EQ(given_up, 0);
  read_while_it_changes();
  EXPECT_EQ(given_up, 1);
}

TEST_F(PhotosThatChange, HaveAllTheirTimesAgainOnceTheyWereReadInPeace) {
  for (int i = 0; i < 4; ++i) read_while_it_changes();
  read_in_peace();
  for (int i = 0; i < 4; ++i) read_while_it_changes();
  EXPECT_EQ(given_up, 0);
}

}  // namespace
}  // namespace facefs::test
