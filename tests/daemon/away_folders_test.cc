// SPDX-License-Identifier: Apache-2.0
#include "daemon/away_folders.h"

#include <gmock/gmock.h>

#include "index/storage/path_tables.h"
#include "index/storage/photo_tables.h"
#include "index/storage/update.h"
#include "index/values/content_hash.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class Away : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::string root = folder / "root", disk = root + "/disk";
  const PhotoFolders folders{{root, (folder / "other").string()}};
  Gallery gallery{folder / "gallery", folders.roots()};
  std::vector<AwayFolders::News> told;
  AwayFolders away{gallery, folders, [this](AwayFolders::News news) { told.push_back(news); }};

  void SetUp() override {
    fs::create_directories(disk);
    fs::create_directories(folder / "other");
  }
  /// Puts a photo into the gallery; nothing is on the disk.
  void know_photo_in(const std::string& path) {
    Update update(gallery);
    const FilePlace place{PathTables(update).folder_for(path), "a.jpg"};
    PathTables(update).set(place, {}, PhotoTables(update).add(content_hash_of(path), NewFaces{{}, false, "test", {}}));
    update.commit();
  }
};

TEST_F(Away, IsARootThatIsNotThere) {
  fs::remove_all(root);
  EXPECT_TRUE(away.is_away(root + "/a.jpg"));
  EXPECT_THAT(away.all(), ElementsAre(root));
  EXPECT_THAT(told, ElementsAre(AwayFolders::News::is_away));
  EXPECT_FALSE(away.is_away(folder / "other/a.jpg"));
}

TEST_F(Away, IsABareRootOfWhichPhotosAreKnown) {
  fs::remove_all(disk);
  fs::create_directories(root + "/lost+found");
  EXPECT_FALSE(away.is_away(root + "/a.jpg")) << "no photo is missing";
  know_photo_in(root);
  EXPECT_TRUE(away.is_away(root + "/a.jpg"));
}

TEST_F(Away, IsNoRootWithSomethingInIt) {
  know_photo_in(root);
  EXPECT_FALSE(away.is_away(root + "/a.jpg"));
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(Away, IsToldOnceAndAgainWhenItIsBack) {
  fs::remove_all(root);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(away.is_there(root));
  fs::create_directories(root);
  EXPECT_TRUE(away.is_there(root));
  EXPECT_THAT(told, ElementsAre(AwayFolders::News::is_away, AwayFolders::News::is_back));
  EXPECT_THAT(away.all(), IsEmpty());
}

TEST_F(Away, IsADiskBelowARootThatWasUnmountedWithItsPhotos) {
  away.was_unmounted(disk);
  EXPECT_THAT(away.all(), IsEmpty()) << "no photo of it is known";
  know_photo_in(disk + "/2019");
  away.was_unmounted(disk);
  EXPECT_THAT(away.all(), ElementsAre(disk));
  EXPECT_TRUE(away.covers(disk + "/2019/a.jpg"));
  EXPECT_FALSE(away.covers(root + "/disk 2/a.jpg"));
  EXPECT_FALSE(away.is_there(disk)) << "nothing is mounted there";
}

TEST_F(Away, IsADiskThatWasThereBeforeTheStart) {
  know_photo_in(disk);
  away.is_missing(disk);
  EXPECT_TRUE(away.holds(disk));
}

TEST_F(Away, IsNothingMoreWhenTheUserSaysThatItIsGone) {
  know_photo_in(disk);
  away.is_missing(disk);
  EXPECT_THAT(away.accept(folder / "other"), IsEmpty());
  EXPECT_THAT(away.accept(root), ElementsAre(disk)) << "with what is below";
  EXPECT_THAT(away.all(), IsEmpty());
}

}  // namespace
}  // namespace facefs::test
