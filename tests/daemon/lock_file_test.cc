// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

/// The connection is written into it when the mount stands, while programs ask already.
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

}  // namespace
}  // namespace facefs::test
