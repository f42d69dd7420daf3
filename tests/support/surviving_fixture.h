// SPDX-License-Identifier: Apache-2.0
// A daemon that is killed, starved or robbed of its files, for tests of what nothing may destroy.
#pragma once

#include <sys/mount.h>

#include <string>

#include "support/running_daemon.h"

namespace facefs::test {

class Surviving : public DaemonTest {
 protected:
  void TearDown() override {
    DaemonTest::TearDown();
    ::umount2(data.c_str(), MNT_DETACH);  // for the test with a small disk
  }

  std::string fork_servers() const { return "pgrep -P " + std::to_string(daemon_) + " facefs-vision"; }

  /// Sends the signal to all workers. Returns false when there are none.
  bool signal_workers(const std::string& signal) const {
    return shell("pkill -" + signal + " -P $(" + fork_servers() + ") facefs-vision").code == 0;
  }

  /// Adds a photo that looks like `file` and has another value for every hash. One more byte of padding in the coded
  /// data would not do, so the last entry of a quantisation table is changed.
  void add_variant(const std::string& file, const std::string& as, int salt) const {
    std::string bytes = bytes_of(photo(file));
    const std::size_t table = bytes.rfind("\xff\xdb");
    bytes[table + 68] = static_cast<char>(1 + (static_cast<unsigned char>(bytes[table + 68]) + salt) % 250);
    write_bytes(photos / as, bytes);
  }
};

}  // namespace facefs::test
