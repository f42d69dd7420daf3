// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <thread>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

/// The connection is written into the file once the mount is there, when programs may be asking already.
TEST(TheLockFile, NamesTheDaemonAlsoWhileItIsWrittenAnew) {
  const TemporaryDirectory data;
  LockFile lock(data.path());
  const DaemonAddress before{::getpid(), "/run/socket", "/mount", {}};
  DaemonAddress after = before;
  after.connection = 45;
  lock.write(before);
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 20000; ++i) lock.write(i % 2 ? before : after);
    done = true;
  });
  int looks = 0, missed = 0;
  for (; !done; ++looks)
    if (const auto holder = running_daemon(data.path()); !holder || holder->socket != before.socket) ++missed;
  writer.join();
  EXPECT_GT(looks, 100);
  EXPECT_EQ(missed, 0);
}

/// The connection of the mount before may be another mount's by now. A program that frees a hanging mount would end
/// that one.
TEST(TheLockFile, KeepsNothingOfTheDaemonBefore) {
  const TemporaryDirectory data;
  {
    LockFile before(data.path());
    before.write({::getpid(), "/run/socket", "/mount", 45});
    EXPECT_EQ(last_daemon(data.path()).connection, 45U);
  }
  LockFile lock(data.path());
  lock.write({::getpid(), "/run/socket", "/mount", {}});
  EXPECT_EQ(last_daemon(data.path()).socket, "/run/socket");
  EXPECT_EQ(last_daemon(data.path()).mount, "/mount");
  EXPECT_FALSE(last_daemon(data.path()).connection);
}

TEST(TheLockFile, SaysNothingOfADaemonThatHasEnded) {
  const TemporaryDirectory data;
  EXPECT_FALSE(running_daemon(data.path()));
  {
    LockFile lock(data.path());
    lock.write({::getpid(), "/run/socket", "/mount", {}});
    ASSERT_TRUE(running_daemon(data.path()));
    EXPECT_EQ(running_daemon(data.path())->pid, ::getpid());
  }
  EXPECT_FALSE(running_daemon(data.path()));
  EXPECT_EQ(last_daemon(data.path()).mount, "/mount");
}

class TheSocketsPath : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* value = std::getenv("XDG_RUNTIME_DIR")) usual_ = value;
    ::unsetenv("XDG_RUNTIME_DIR");
  }
  void TearDown() override { usual_ ? ::setenv("XDG_RUNTIME_DIR", usual_->c_str(), 1) : ::unsetenv("XDG_RUNTIME_DIR"); }
  TemporaryDirectory folder;

 private:
  std::optional<std::string> usual_;
};

TEST_F(TheSocketsPath, IsInTheRuntimeFolderOfItsUserAlone) {
  ::setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  const std::filesystem::path socket = socket_for("/data");
  EXPECT_EQ(socket.parent_path(), folder / "facefs");
  EXPECT_EQ(std::filesystem::status(folder / "facefs").permissions(), std::filesystem::perms::owner_all);
  EXPECT_NE(socket_for("/other"), socket);
  const std::filesystem::path usual = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const char* none : {"facefs", "/nowhere", ""}) {
    ::setenv("XDG_RUNTIME_DIR", none, 1);
    EXPECT_EQ(socket_for("/data"), "/data/control.sock") << none;
  }
  std::filesystem::current_path(usual);
}

TEST_F(TheSocketsPath, HasAtMostAsManyBytesAsTheSystemAllows) {
  const std::string longest = "/" + std::string(107 - 1 - std::string("/control.sock").size(), 'd');
  EXPECT_EQ(socket_for(longest).string().size(), 107U);
  EXPECT_THROW(socket_for(longest + "d"), std::runtime_error);
}

}  // namespace
}  // namespace facefs::test
