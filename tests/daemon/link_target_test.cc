// SPDX-License-Identifier: Apache-2.0
#include "daemon/link_target.h"

#include <gtest/gtest.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

TEST(ALinksTarget, IsFoundAlsoWhenNothingIsThereAnyMore) {
  const TemporaryDirectory folder;
  const fs::path root = fs::canonical(folder.path());
  fs::create_directories(root / "home");
  fs::create_symlink("../disk", root / "home/photos");
  EXPECT_EQ(followed(root / "home/photos"), root / "disk");
  EXPECT_EQ(followed(root / "home/photos/2020/"), root / "disk/2020") << "a link on the way";
  fs::create_directories(root / "disk/2020");
  EXPECT_EQ(followed(root / "home/photos/2020"), root / "disk/2020");
}

TEST(ALinksTarget, IsThePathItselfWithoutALink) {
  EXPECT_EQ(followed("/no/such/./folder/../other/"), "/no/such/other");
  EXPECT_EQ(followed("/"), "/");
  EXPECT_EQ(followed("photos"), fs::current_path() / "photos");
}

TEST(ALinksTarget, OfARingIsSomeLinkOfIt) {
  const TemporaryDirectory folder;
  fs::create_symlink("two", folder / "one");
  fs::create_symlink("one", folder / "two");
  const std::string name = followed(folder / "one").filename();
  EXPECT_TRUE(name == "one" || name == "two");
}

}  // namespace
}  // namespace facefs::test
