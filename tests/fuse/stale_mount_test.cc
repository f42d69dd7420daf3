// SPDX-License-Identifier: Apache-2.0
// Mounts whose server is gone. Server and heir are children of the test, so that they can be ended at a chosen moment.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

#include "fuse/mounted_tree.h"
#include "fuse/session.h"
#include "fuse/stale_mount.h"
#include "support/needs_a_mount.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

/// Mounts there, answers the kernel's first request and dies. An heir of its descriptors lives on for `heir_lives`, as
/// a child does between fork and exec.
void mount_and_die(const std::filesystem::path& folder, std::chrono::milliseconds heir_lives) {
  std::array<const char*, 3> words = {"facefs", "-o", "subtype=facefs"};
  fuse_args args = FUSE_ARGS_INIT(static_cast<int>(words.size()), const_cast<char**>(words.data()));
  const fuse_lowlevel_ops no_operations{};
  fuse_session* session = fuse_session_new(&args, &no_operations, sizeof no_operations, nullptr);
  if (!session || fuse_session_mount(session, folder.c_str()) != 0) ::_exit(1);
  fuse_buf buffer{};
  if (fuse_session_receive_buf(session, &buffer) <= 0) ::_exit(1);
  fuse_session_process_buf(session, &buffer);
  if (::fork() == 0) std::this_thread::sleep_for(heir_lives);
  ::_exit(0);
}

class StaleMount : public testing::TestWithParam<std::chrono::milliseconds> {};

TEST_P(StaleMount, IsTakenAway) {
  if (const auto why = reason_to_skip_the_mount()) GTEST_SKIP() << *why;
  const TemporaryDirectory folder;
  const pid_t server = ::fork();
  if (server == 0) mount_and_die(folder.path(), GetParam());
  int ended = 0;
  ASSERT_EQ(::waitpid(server, &ended, 0), server);
  ASSERT_EQ(ended, 0);
  clear_stale_mount(folder.path());
  struct stat info {};
  EXPECT_EQ(::stat(folder.path().c_str(), &info), 0) << "errno " << errno;
  unmount_lazily(folder.path());
}

INSTANTIATE_TEST_SUITE_P(HeirLives, StaleMount,
                         testing::Values(std::chrono::milliseconds(0), std::chrono::milliseconds(300)));

}  // namespace
}  // namespace facefs::test
