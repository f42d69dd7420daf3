// SPDX-License-Identifier: Apache-2.0
#include "daemon/photos_to_enroll.h"

#include <gmock/gmock.h>

#include "daemon/client.h"
#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class PhotosToEnrollTest : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const fs::path album = folder / "album";

  void SetUp() override { fs::create_directory(album); }
  void add(const std::string& name) const { fs::copy_file(photo("obama2.jpg"), album / name); }
  static std::vector<std::string> names_of(const cli::PhotosToEnroll& taken) {
    std::vector<std::string> names;
    for (const cli::PhotoToEnroll& one : taken.photos) names.push_back(one.name);
    return names;
  }
};

TEST_F(PhotosToEnrollTest, AreThePicturesOfAFolderInTheOrderOfTheirNames) {
  for (const char* name : {"b.jpg", "d", "a.jpg", "c.jpg", ".hidden.jpg"}) add(name);
  write_bytes(album / "notes.txt", "none");
  const cli::PhotosToEnroll taken = cli::photos_to_enroll({album.string()});
  EXPECT_THAT(names_of(taken), ElementsAre("a.jpg", "b.jpg", "c.jpg", "d"));
  EXPECT_THAT(taken.notes, ElementsAre("4 photos of " + album.string()));
}

TEST_F(PhotosToEnrollTest, ThatAreGivenAreTakenInTheirOrderAndUnderDifferentNames) {
  add("a.jpg");
  fs::create_directory(folder / "other");
  fs::copy_file(photo("obama3.jpg"), folder / "other/a.jpg");
  const cli::PhotosToEnroll taken =
      cli::photos_to_enroll({folder / "other/a.jpg", album.string(), (album / "a.jpg").string()});
  EXPECT_THAT(names_of(taken), ElementsAre("a.jpg", "a (2).jpg", "a (3).jpg"));
  EXPECT_EQ(taken.photos.at(0).path, folder / "other/a.jpg");
  EXPECT_THAT(taken.notes, ElementsAre("1 photo of " + album.string()));
}

TEST_F(PhotosToEnrollTest, AreNoneOfWhatIsNotThereOrHoldsNone) {
  add(".hidden.jpg");
  EXPECT_THROW(cli::photos_to_enroll({album.string()}), ClientError);
  EXPECT_THROW(cli::photos_to_enroll({(album / "absent.jpg").string()}), ClientError);
}

}  // namespace
}  // namespace facefs::test
