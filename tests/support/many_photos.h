// SPDX-License-Identifier: Apache-2.0
// A mount with ten thousand photos of one person, in which no worker had to find the faces.
#pragma once

#include <dirent.h>

#include <map>
#include <string>
#include <vector>

#include "support/gallery_on_disk.h"
#include "support/running_daemon.h"

namespace facefs::test {

inline constexpr int kPhotos = 10'000;

inline std::string name_of(int number) {
  const std::string digits = std::to_string(number);
  return "IMG_" + std::string(5 - digits.size(), '0') + digits + ".jpg";
}

class ManyPhotosTest : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o2.jpg");
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    ASSERT_EQ(stop(), 0);
    std::vector<std::string> names;
    for (int i = 0; i < kPhotos; ++i) names.push_back(name_of(i));
    add_known_photos(data, photos, "o2.jpg", names);
    start();
    settle();
    inodes_ = listing();
    ASSERT_EQ(inodes_.size(), kPhotos + 1U);
  }

  /// Returns the inode number of each name as readdir tells it. Fails where a name comes twice.
  std::map<std::string, ino_t> listing() const {
    std::map<std::string, ino_t> found;
    DIR* folder = ::opendir((faces / "people/Obama").c_str());
    while (const dirent* entry = ::readdir(folder))
      if (entry->d_name[0] != '.') {
        EXPECT_TRUE(found.emplace(entry->d_name, entry->d_ino).second) << entry->d_name << " is listed twice";
      }
    ::closedir(folder);
    return found;
  }

  std::map<std::string, ino_t> inodes_;  ///< by name, as the folder was first listed
};

}  // namespace facefs::test
