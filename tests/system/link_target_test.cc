// SPDX-License-Identifier: Apache-2.0
#include "system/link_target.h"

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

TEST(ALinksTarget, IsLeftUpwardsAsTheKernelDoes) {
  const TemporaryDirectory folder;
  const fs::path root = fs::canonical(folder.path());
  fs::create_directories(root / "real/sub");
  fs::create_symlink("real/sub", root / "link");
  fs::create_symlink("link/../file", root / "by_a_link");
  EXPECT_EQ(followed(root / "link/../file"), root / "real/file");
  EXPECT_EQ(followed(root / "by_a_link"), root / "real/file");
  fs::create_symlink(root / "real", root / "whole");
  EXPECT_EQ(followed(root / "whole/./sub/"), root / "real/sub");
}

TEST(ALinksTarget, OfLinksThatDoubleIsFoundInFortySteps) {
  const TemporaryDirectory folder;
  for (int i = 0; i < 60; ++i) {
    const std::string next = "x" + std::to_string(i + 1);
    fs::create_symlink(next + "/" + next, folder / ("x" + std::to_string(i)));
  }
  fs::create_symlink(".", folder / "x60");
  EXPECT_FALSE(followed(folder / "x0").empty());
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
