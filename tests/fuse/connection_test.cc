// SPDX-License-Identifier: Apache-2.0
// A server that was killed in the worst moment: one of its threads waits in the kernel for a folder's lock, and the
// program that holds that lock waits for the server. Only the end of the connection lets either go.
#include "fuse/connection.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <memory>
#include <thread>

#include "fuse/keeper.h"
#include "fuse/mounted_tree.h"
#include "fuse/session.h"
#include "fuse/stale_mount.h"
#include "support/eventually.h"
#include "support/needs_a_mount.h"
#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;

fuse_session* g_session = nullptr;  // of the child; its handlers find it here
int g_hangs = -1;

void on_getattr(fuse_req_t request, fuse_ino_t inode, fuse_file_info*) {
  struct stat info {};
  info.st_ino = inode;
  info.st_mode = S_IFDIR | 0755;
  info.st_nlink = 2;
  fuse_reply_attr(request, &info, 3600);
}

/// Never answers. The client holds the folder's lock meanwhile, and a thread of ours asks the kernel for it.
void on_readdir(fuse_req_t, fuse_ino_t, std::size_t, off_t, fuse_file_info*) {
  std::thread([] { fuse_lowlevel_notify_inval_entry(g_session, FUSE_ROOT_ID, "name", 4); }).detach();
  const char sign = 'h';
  if (::write(g_hangs, &sign, 1) != 1) ::_exit(1);
}

/// Mounts, starts a keeper if asked for one, and serves until it is killed. Writes a byte to `hangs` as soon as a
/// thread is about to wait for ever.
[[noreturn]] void serve(const std::filesystem::path& folder, int hangs, bool has_keeper) {
  g_hangs = hangs;
  std::array<const char*, 3> words = {"facefs", "-o", "fsname=facefs,subtype=facefs"};
  fuse_args args = FUSE_ARGS_INIT(static_cast<int>(words.size()), const_cast<char**>(words.data()));
  fuse_lowlevel_ops operations{};
  operations.getattr = on_getattr;
  operations.readdir = on_readdir;
  g_session = fuse_session_new(&args, &operations, sizeof operations, nullptr);
  if (!g_session || fuse_session_mount(g_session, folder.c_str()) != 0) ::_exit(1);
  std::unique_ptr<Keeper> keeper;
  if (has_keeper) keeper = std::make_unique<Keeper>(programs() / "facefs-keeper", abort_switch(*connection_at(folder)));
  std::thread([] {
    fuse_buf buffer{};
    while (fuse_session_receive_buf(g_session, &buffer) > 0) fuse_session_process_buf(g_session, &buffer);
  }).detach();
  for (;;) ::pause();  // the main thread never waits for the mount, as in facefsd
}

class Connection : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = reason_to_skip_the_mount()) GTEST_SKIP() << *reason;
  }
  void TearDown() override {
    if (switch_) abort_connection(switch_);
    if (client_ > 0) ::kill(client_, SIGKILL);
    if (client_ > 0) ::waitpid(client_, nullptr, 0);
    if (server_ > 0) ::kill(server_, SIGKILL);
    if (server_ > 0) ::waitpid(server_, nullptr, 0);
    unmount_lazily(folder.path());
  }

  /// Starts a server, and a client in the middle of listing it.
  void begin_to_hang(bool has_keeper) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const UniqueFd ours(ends[0]);
    server_ = ::fork();
    if (server_ == 0) serve(folder.path(), ends[1], has_keeper);
    ::close(ends[1]);
    ASSERT_TRUE(eventually([&] { return connection_at(folder.path()).has_value(); }));
    number_ = *connection_at(folder.path());
    switch_ = abort_switch(number_);
    ASSERT_TRUE(switch_) << "fusectl is not to be had: what is about to hang could not be freed";
    client_ = ::fork();
    if (client_ == 0) {
      DIR* listing = ::opendir(folder.path().c_str());
      ::_exit(listing && ::readdir(listing) ? 0 : 1);
    }
    char sign = 0;
    ASSERT_EQ(::read(ours.get(), &sign, 1), 1);
    ASSERT_TRUE(eventually([&] { return has_thread_in_state('D'); })) << "the notification does not wait";
  }

  bool has_thread_in_state(char state) const {
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(server_) + "/task")) {
      const std::string line = bytes_of(task.path() / "stat");
      if (const std::size_t end = line.rfind(')'); end != std::string::npos && line[end + 2] == state) return true;
    }
    return false;
  }

  bool is_gone() {
    if (server_ > 0 && ::waitpid(server_, nullptr, WNOHANG) == server_) server_ = -1;
    return server_ < 0;
  }

  TemporaryDirectory folder;
  pid_t server_ = -1;
  pid_t client_ = -1;
  unsigned number_ = 0;
  UniqueFd switch_;
};

TEST_F(Connection, OfAKilledServerHangsUntilItIsAborted) {
  begin_to_hang(false);
  ::kill(server_, SIGKILL);
  EXPECT_FALSE(eventually([&] { return is_gone(); }, 500ms)) << "this kernel lets it go: no keeper is needed any more";
  EXPECT_TRUE(abort_connection_at(folder.path(), number_));
  EXPECT_TRUE(eventually([&] { return is_gone(); }, 2s));
  EXPECT_EQ(mount_state(folder.path()), MountState::dead);
}

TEST_F(Connection, OfAKilledServerIsEndedByItsKeeper) {
  begin_to_hang(true);
  ::kill(server_, SIGKILL);
  EXPECT_TRUE(eventually([&] { return is_gone(); }, 2s));
}

TEST_F(Connection, IsNotAbortedByANumberThatIsNotItsOwn) {
  begin_to_hang(false);
  EXPECT_FALSE(abort_connection_at(folder.path(), number_ + 1));
  EXPECT_FALSE(abort_connection_at(folder / "elsewhere", number_));
  EXPECT_TRUE(has_thread_in_state('D')) << "it still waits";
}

TEST_F(Connection, ThatDoesNotAnswerIsToldWithoutWaitingForIt) {
  begin_to_hang(false);
  ::kill(server_, SIGSTOP);
  EXPECT_TRUE(eventually([&] { return mount_state(folder.path(), 200ms) == MountState::silent; }));
  ::kill(server_, SIGKILL);
}

}  // namespace
}  // namespace facefs::test
