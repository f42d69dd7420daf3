// SPDX-License-Identifier: Apache-2.0
// Ten thousand photos of one person are listed and stat'ed again and again while decisions are made. Each listing shows
// one moment of the tree.
#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <thread>

#include "support/many_photos.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;

constexpr int kRemovals = 200;

class ManyPhotos : public ManyPhotosTest {
 protected:
  /// Returns how many photos are missing. They are removed in the order of their numbers, so they must be the first
  /// ones.
  int removed_in(const std::map<std::string, ino_t>& found) const {
    int missing = 0;
    while (missing < kRemovals && !found.contains(name_of(missing))) ++missing;
    EXPECT_EQ(found.size(), inodes_.size() - static_cast<std::size_t>(missing));
    for (const auto& [name, inode] : found) EXPECT_EQ(inode, inodes_.at(name)) << name;
    return missing;
  }
};

TEST_F(ManyPhotos, AreListedAsOfOneMomentWhileDecisionsAreMade) {
  std::atomic<bool> done = false;
  std::thread user([&] {
    for (int i = 0; i < kRemovals; ++i) ::unlink((faces / "people/Obama" / name_of(i)).c_str());
    done = true;
  });
  bool amid = false;
  do {
    const int removed = removed_in(listing());
    amid = amid || (removed > 0 && removed < kRemovals);
  } while (!done);
  user.join();
  EXPECT_TRUE(amid) << "no listing was taken while decisions were made: nothing was tested";
  EXPECT_EQ(facefs("undo").code, 0);
  settle();
  EXPECT_EQ(listing(), inodes_);
}

TEST_F(ManyPhotos, KeepTheirInodeForStatAndFind) {
  std::atomic<bool> done = false;
  std::thread user([&] {
    for (int i = 0; i < kRemovals; ++i) ::unlink((faces / "people/Obama" / name_of(i)).c_str());
    done = true;
  });
  do {
    for (int i = kRemovals; i < kPhotos; i += 97) {
      struct ::stat info {};
      ASSERT_EQ(::lstat((faces / "people/Obama" / name_of(i)).c_str(), &info), 0) << name_of(i);
      ASSERT_EQ(info.st_ino, inodes_.at(name_of(i)));
    }
    const std::string found =
        shell("find " + quoted(faces / "people/Obama") + " -name 'IMG_*' -printf '%f %i\n'").output;
    std::set<std::string> names;
    std::istringstream lines(found);
    for (std::string name, inode; lines >> name >> inode;) {
      ASSERT_TRUE(inodes_.contains(name)) << found.substr(0, 500);
      EXPECT_EQ(std::to_string(inodes_.at(name)), inode);
      EXPECT_TRUE(names.insert(name).second) << name << " is found twice";
    }
    for (int i = kRemovals; i < kPhotos; ++i) ASSERT_TRUE(names.contains(name_of(i))) << name_of(i) << " is left out";
  } while (!done);
  user.join();
  EXPECT_THAT(facefs("log").output, HasSubstr("200 photos are not Obama"));
}

}  // namespace
}  // namespace facefs::test
