// SPDX-License-Identifier: Apache-2.0
// Two people, three photos and a mount, for tests of what the user does there. No original may change, whatever is
// done.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "support/running_daemon.h"

namespace facefs::test {

using Tree = std::map<std::string, std::vector<std::string>>;

class Verbs : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o2.jpg");
    add_photo("obama3.jpg", "o3.jpg");
    write_bytes(photos / "b.jpg", bytes_of(photo("biden.jpg")) + " ");
    before_ = originals();
  }
  void TearDown() override {
    if (!IsSkipped()) {
      EXPECT_EQ(originals(), before_) << "an original was changed";
    }
    DaemonTest::TearDown();
  }

  /// Returns the names, sizes, times, modes and checksums of all originals.
  std::string originals() const {
    return shell("cd " + quoted(photos) + " && find . -printf '%p %s %T@ %m\n' | sort && sha256sum *").output;
  }

  /// Adds another photo of Obama to the watched folder.
  void add_another(const std::string& as) {
    write_bytes(photos / as, bytes_of(photo("obama2.jpg")) + as);
    before_ = originals();
  }
  void remove_original(const std::string& name) {
    std::filesystem::remove(photos / name);
    before_ = originals();
  }

  void begin(const std::vector<std::string>& more = {}) {
    start(more);
    enroll("Obama", {"obama.jpg"});
    enroll("Biden", {"biden.jpg"});
    settle();
  }

  /// Returns the photos in each folder that the verbs change.
  Tree tree() const {
    Tree tree;
    for (const char* above : {"people", "maybe"})
      for (const std::string& name : list(above))
        tree[above + ("/" + name)] = list(std::filesystem::path(above) / name);
    for (const char* folder : {"unknown/all", "ignored"}) tree[folder] = list(folder);
    return tree;
  }

  Finished run(const std::string& command) const {
    return shell("F=" + quoted(faces) + "; P=" + quoted(photos) + "; H=" + quoted(home.path()) + "; " + command);
  }
  std::string log_of_acts() const { return facefs("log").output; }

  void undo_brings_back(const Tree& before) {
    EXPECT_EQ(facefs("undo").code, 0);
    settle();
    EXPECT_EQ(tree(), before);
  }

 protected:
  std::string before_;
};

}  // namespace facefs::test
