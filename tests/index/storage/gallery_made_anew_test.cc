// SPDX-License-Identifier: Apache-2.0
// Galleries that are begun anew, exchanged or found in another state: what is kept, and what is gone.
#include "index/storage/gallery.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include "index/storage/cluster_tables.h"
#include "index/storage/clusters.h"
#include "index/storage/images.h"
#include "index/storage/people.h"
#include "support/gallery_fixture.h"
#include "support/lmdb_work.h"
#include "support/open_bytes.h"

namespace facefs::test {
namespace {

class PhotosOfAGalleryMadeAnew : public GalleryFixture {};

TEST_F(PhotosOfAGalleryMadeAnew, KeepTheirFacesWhenItIsBegunAnewWithThem) {
  change([&](Update& update) { put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))}); });
  gallery.begin_anew_with_faces();
  EXPECT_EQ(Snapshot(gallery).counter("photos"), 0U);
  ASSERT_EQ(Images(Snapshot(gallery)).faces_of(image_named("x")).size(), 1U);
  change([&](Update& update) { put_photo(update, "/photos/a.jpg", "x", {}); });
  EXPECT_EQ(Snapshot(gallery).counter("faces"), 1U);
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 1U) << "nothing was embedded again";
}

TEST_F(PhotosOfAGalleryMadeAnew, RememberTheirClustersWhenItIsBegunAnewWithThem) {
  FaceId face{};
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    face = Images(update).faces_of(image_named("x")).front().id;
    ClusterTables(update).set(face, ClusterId{7});
    update.set_counter("clusters_made", 9);
  });
  gallery.begin_anew_with_faces();
  const Snapshot again(gallery);
  EXPECT_EQ(Clusters(again).former_of(face), ClusterId{7}) << "the group finds its number again";
  EXPECT_EQ(Clusters(again).of(face), std::nullopt) << "but is not made before its photos are there";
  EXPECT_EQ(again.counter("clusters_made"), 9U) << "and no other group gets a number that had a meaning";
}

TEST_F(PhotosOfAGalleryMadeAnew, InClustersGetNoNumberThatHadAMeaningInALostGallery) {
  gallery.keep_cluster_numbers(41);
  gallery.keep_cluster_numbers(17);
  gallery.begin_anew();
  EXPECT_EQ(Snapshot(gallery).counter("clusters_made"), 41U);
  const TemporaryDirectory other;
  EXPECT_EQ(Snapshot(Gallery(other / "gallery", {})).counter("clusters_made"), 0U);
}

TEST_F(PhotosOfAGalleryMadeAnew, OfAnOlderSchemaKeepTheirFaces) {
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    update.set_counter("schema", Gallery::kSchema - 2);
  });
  const Gallery again(folder / "gallery", {});
  EXPECT_EQ(Snapshot(again).counter("schema"), Gallery::kSchema);
  EXPECT_EQ(Snapshot(again).counter("photos"), 0U);
  EXPECT_EQ(Images(Snapshot(again)).faces_of(image_named("x")).size(), 1U);
}

TEST_F(PhotosOfAGalleryMadeAnew, OfTheSchemaBeforeTheLogNamedReferencesStayAndTheLogIsTakenInAnew) {
  change([&](Update& update) {
    put_photo(update, "/photos/a.jpg", "x", {face_with(face_of(1, 1))});
    update.set_counter("log_seq", 7);
    update.set_counter("schema", 8);
  });
  const Gallery again(folder / "gallery", {});
  EXPECT_EQ(Snapshot(again).counter("schema"), Gallery::kSchema);
  EXPECT_EQ(Snapshot(again).counter("photos"), 1U);
  EXPECT_EQ(Snapshot(again).counter("log_seq"), 0U);
}

/// A program that still has the file open, or reads its old blocks, must find nothing.
TEST_F(PhotosOfAGalleryMadeAnew, AreOverwrittenInAGalleryThatAnotherTookThePlaceOf) {
  change([&](Update& update) { put_photo(update, "/photos/unmistakable.jpg", "x"); });
  const UniqueFd old(::open((folder / "gallery" / "data.mdb").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_NE(all_bytes_of(old.get()).find("unmistakable"), std::string::npos);
  gallery.begin_anew();
  EXPECT_EQ(all_bytes_of(old.get()).find_first_not_of('\0'), std::string::npos);
}

TEST(Gallery, RefusesOneThatANewerProgramMade) {
  const TemporaryDirectory folder;
  {
    const Gallery gallery(folder / "gallery", {});
    Update update(gallery);
    update.set_counter("schema", Gallery::kSchema + 1);
    update.commit();
  }
  EXPECT_THROW(Gallery(folder / "gallery", {}), std::runtime_error);
}

TEST(Gallery, LeavesAloneWhatAUserPutBesideIt) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  std::filesystem::create_directory(folder / "gallery.backup");
  write_bytes(folder.path() / "gallery.backup/data.mdb", "precious");
  write_bytes(folder / "gallery.tar", "precious too");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_EQ(bytes_of(folder.path() / "gallery.backup/data.mdb"), "precious");
  EXPECT_EQ(bytes_of(folder / "gallery.tar"), "precious too");
}

TEST(Gallery, StandsAgainWhenACrashCameBetweenTheTwoRenamesOfAnExchange) {
  const TemporaryDirectory folder;
  {
    const Gallery gallery(folder / "gallery", {});
    Update update(gallery);
    update.set_counter("embedded", 7);
    update.commit();
  }
  std::filesystem::rename(folder / "gallery", folder / "gallery.old.123");
  std::filesystem::create_directory(folder / "gallery.new.123");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_EQ(Snapshot(gallery).counter("embedded"), 7U);
  EXPECT_FALSE(std::filesystem::exists(folder / "gallery.new.123"));
}

TEST(Gallery, BeginsAnewWhereLmdbCannotOpenIt) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  write_bytes((folder / "gallery") / "data.mdb", std::string(100'000, 'x'));
  const Gallery gallery(folder / "gallery", {});
  EXPECT_TRUE(People(Snapshot(gallery)).all().empty());
}

TEST(Gallery, FinishesAnExchangeThatACrashCutShort) {
  const TemporaryDirectory folder;
  { const Gallery gallery(folder / "gallery", {}); }
  std::filesystem::create_directory(folder / "gallery.old.123");
  write_bytes((folder / "gallery.old.123") / "data.mdb", "old bytes");
  const Gallery gallery(folder / "gallery", {});
  EXPECT_FALSE(std::filesystem::exists(folder / "gallery.old.123"));
}

}  // namespace
}  // namespace facefs::test
