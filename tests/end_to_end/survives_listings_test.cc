// SPDX-License-Identifier: Apache-2.0
// A daemon that dies while others list its mount without a pause: it is gone, and the mount is served again. Under such
// listings half of all kills leave a thread in the kernel that waits for ever (fuse/connection.h).
#include <gmock/gmock.h>

#include "support/surviving_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class SurvivingListings : public Surviving {
 protected:
  void begin() {
    for (int i = 0; i < 30; ++i)
      write_bytes(photos / ("p" + std::to_string(i) + ".jpg"), bytes_of(photo("obama2.jpg")) + std::to_string(i));
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
  }

  /// Kills the daemon while two programs list, and one makes and removes people, all without a pause.
  void kill_under_load() {
    write_bytes(home / "clients.py", R"(
import os, sys, time
people, kind, end = sys.argv[1] + '/people', sys.argv[2], time.time() + 20
while time.time() < end:
    try:
        if kind == 'list':
            for folder in (people, people + '/Obama'): list(os.scandir(folder))
        else:
            if not os.path.isdir(people + '/Somebody'): os.mkdir(people + '/Somebody')
            os.rmdir(people + '/Somebody')
    except OSError as error:
        if error.errno in (103, 107): break
)");
    const std::string client = "python3 " + quoted(home / "clients.py") + " " + quoted(faces) + " ";
    shell("(" + client + "list & " + client + "list & " + client + "make) > /dev/null 2>&1 &");
    const std::string before = log_of_acts();
    ASSERT_TRUE(eventually([&] { return log_of_acts() != before; }));
    ::kill(daemon_, SIGKILL);
  }
  std::string log_of_acts() const { return bytes_of(data / "decisions.log"); }

  void TearDown() override {
    shell("pkill -KILL -f " + quoted(home / "clients.py"));
    Surviving::TearDown();
  }
};

TEST_F(SurvivingListings, OfAKilledDaemonWhichIsGoneAndBackAtOnce) {
  begin();
  for (int round = 0; round < 10; ++round) {
    kill_under_load();
    ASSERT_TRUE(eventually([&] { return !is_running(); }, std::chrono::seconds(2))) << "round " << round;
    start();
  }
}

TEST_F(SurvivingListings, OfADaemonThatWasKilledWithItsKeeper) {
  begin();
  for (int round = 0; round < 10; ++round) {
    const std::string kill_keeper = "pkill -KILL -P " + std::to_string(daemon_) + " facefs-keeper";
    ASSERT_TRUE(eventually([&] { return shell(kill_keeper).code == 0; })) << "it comes after the mount";
    kill_under_load();
    const pid_t killed = daemon_;
    start();  // frees what hangs
    ASSERT_TRUE(eventually([&] { return ::waitpid(killed, nullptr, WNOHANG) != 0; })) << "round " << round;
  }
}

}  // namespace
}  // namespace facefs::test
