// SPDX-License-Identifier: Apache-2.0
// A gallery that is made anew: what is taken over, who may read it, and what stays if that fails.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "index/storage/cluster_tables.h"
#include "support/full_disk.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;

class GalleryMadeAnew : public GalleryFixture {
 protected:
  GalleryMadeAnew() { put_photos_of(20, 10); }

  unsigned mode() const {
    struct stat info {};
    EXPECT_EQ(::stat((folder / "gallery").c_str(), &info), 0);
    return info.st_mode & 0777;
  }
};

TEST_F(GalleryMadeAnew, IsOfTheSameModelsAndGivesNoFacesNumberTwice) {
  change([](Update& update) { update.set_text("models", "yunet+resnet"); });
  const std::uint64_t made = Snapshot(gallery).counter("faces_made");
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).text("models"), "yunet+resnet") << "or all faces would be made again";
  EXPECT_EQ(Snapshot(gallery).counter("faces_made"), made);
}

TEST_F(GalleryMadeAnew, IsForTheUsersEyesAlone) {
  const mode_t before = ::umask(022);
  EXPECT_EQ(mode(), 0700U);
  gallery.rebuild();
  EXPECT_EQ(mode(), 0700U);
  gallery.begin_anew();
  EXPECT_EQ(mode(), 0700U);
  ::umask(before);
}

TEST_F(GalleryMadeAnew, IsOfAnotherGenerationEachTime) {
  const std::uint64_t first = gallery.generation();
  gallery.rebuild();
  EXPECT_EQ(gallery.generation(), first + 1);
  gallery.begin_anew();
  EXPECT_EQ(gallery.generation(), first + 2);
}

TEST_F(GalleryMadeAnew, KeepsEveryFaceWhereThereIsNoRoomForThem) {
  std::uintmax_t empty = 0;
  {
    const TemporaryDirectory other;
    { const Gallery fresh(other / "gallery", {}); }
    empty = fs::file_size(other.path() / "gallery/data.mdb");
  }
  ASSERT_GT(fs::file_size(folder.path() / "gallery/data.mdb"), 2 * empty + (64 << 10)) << "it would fit";
  {
    const FullDisk full(std::max<rlim_t>(empty, 64 << 10));
    EXPECT_THROW(gallery.begin_anew_with_faces(), std::exception);
  }
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 200U);
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 200U);
}

/// An environment that cannot be opened says nothing about the gallery's bytes, whatever the cause is.
TEST(GalleryThatCannotBeOpened, IsLeftAsItIsUnlessItIsDamaged) {
  const TemporaryDirectory folder;
  const fs::path home = folder / "gallery";
  {
    const Gallery gallery(home, {});
    Update update(gallery);
    update.set_counter("embedded", 7);
    update.commit();
  }
  fs::remove(home / "lock.mdb");
  fs::create_directory(home / "lock.mdb");
  EXPECT_THROW(Gallery(home, {}), std::exception);
  fs::remove(home / "lock.mdb");
  EXPECT_EQ(Snapshot(Gallery(home, {})).counter("embedded"), 7U);
}

TEST_F(GalleryMadeAnew, GivesNoGroupANumberThatAFaceRemembers) {
  change([](Update& update) {
    ClusterTables(update).set(FaceId{1}, ClusterId{9});
    update.set_counter("clusters_made", 0);  // as if the counter had been damaged
  });
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).counter("clusters_made"), 9U);
}

}  // namespace
}  // namespace facefs::test
