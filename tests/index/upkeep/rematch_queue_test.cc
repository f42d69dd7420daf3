// SPDX-License-Identifier: Apache-2.0
#include "index/upkeep/rematch_queue.h"

#include <gmock/gmock.h>

#include "index/storage/face_tables.h"
#include "index/storage/images.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

class DueFacesOfTheGallery : public GalleryFixture {
 protected:
  static constexpr int kPeople = 40;
  static constexpr int kEach = 5;
  static constexpr std::uint64_t kFaces = std::uint64_t{kPeople} * kEach;

  void SetUp() override { put_photos_of(kPeople, kEach); }

  static std::vector<ImageKey> images_of(int person) {
    std::vector<ImageKey> images;
    images.reserve(kEach);
    for (int number = 0; number < kEach; ++number) images.push_back(image_named(name_of_photo(person, number)));
    return images;
  }

  static NearQuery place(int person, float radius) { return {face_of(person, 9), radius}; }

  std::vector<ImageKey> dealt(std::size_t count) { return due_.next(Snapshot(gallery), count); }

  std::vector<ImageKey> all_dealt() {
    std::vector<ImageKey> all;
    while (!due_.empty())
      for (const ImageKey& image : dealt(7)) all.push_back(image);
    return all;
  }

  RematchQueue due_;
};

TEST_F(DueFacesOfTheGallery, AreThoseThatAPlaceReachesEachOnce) {
  due_.add(Snapshot(gallery), {place(3, 0.5F), place(4, 0.5F), place(3, 0.4F)});
  auto expected = images_of(3);
  for (const ImageKey& image : images_of(4)) expected.push_back(image);
  EXPECT_THAT(all_dealt(), testing::UnorderedElementsAreArray(expected));
}

TEST_F(DueFacesOfTheGallery, ComeWithTheLastChangeFirst) {
  due_.add(Snapshot(gallery), {place(3, 0.5F)});
  due_.add(Snapshot(gallery), {place(4, 0.5F)});
  EXPECT_THAT(dealt(kEach), testing::UnorderedElementsAreArray(images_of(4)));
  EXPECT_THAT(dealt(kEach), testing::UnorderedElementsAreArray(images_of(3)));
  EXPECT_TRUE(due_.empty());
}

TEST_F(DueFacesOfTheGallery, ComeDeepestInTheirOwnReachFirst) {
  const auto faces = Images(Snapshot(gallery)).faces_of(image_named(name_of_photo(3, 0)));
  change([&](Update& update) {
    for (std::uint64_t id = 1; id <= kFaces; ++id) FaceTables(update).set_reach(static_cast<FaceId>(id), 0.6F, 0);
    FaceTables(update).set_reach(faces.at(0).id, 10, 0);
  });
  due_.add(Snapshot(gallery), {place(3, 1)});
  EXPECT_THAT(dealt(1), testing::ElementsAre(image_named(name_of_photo(3, 0))));
}

TEST_F(DueFacesOfTheGallery, AreMeasuredBeforeTheyAreDealtOut) {
  const Snapshot snapshot(gallery);
  std::size_t reachable = 0;
  std::size_t dealt_out = 0;
  for (int step = 0; step < 200; ++step) {  // some faces are a hair farther than one of these radii
    const std::vector<NearQuery> places = {place(3, 0.8F + 0.002F * static_cast<float>(step))};
    reachable += faces_reachable(snapshot, places).size();
    due_.add(snapshot, places);
    for (const ImageKey& image : all_dealt()) {
      ++dealt_out;
      ASSERT_TRUE(is_reached(snapshot, Images(snapshot).faces_of(image).at(0).id, places));
    }
  }
  EXPECT_LT(dealt_out, reachable);
}

TEST_F(DueFacesOfTheGallery, ComeWithTheirPhotoOnceWhateverOfItIsReached) {
  change([](Update& update) {
    put_photo(update, "/photos/two.jpg", "two", {face_with(face_of(3, 20)), face_with(face_of(4, 20))});
  });
  due_.add(Snapshot(gallery), {place(3, 0.5F), place(4, 0.5F)});
  std::size_t times = 0;
  while (!due_.empty())
    for (const ImageKey& image : dealt(1)) times += image == image_named("two") ? 1U : 0U;
  EXPECT_EQ(times, 1U);
}

TEST_F(DueFacesOfTheGallery, MayDealOutNothingThoughMoreAreLeft) {
  due_.add(Snapshot(gallery), {place(3, 0.5F), place(4, 0.5F), place(5, 0.5F)});
  change([](Update& update) {  // meanwhile no face has them in its reach any more
    for (std::uint64_t id = 1; id <= kFaces; ++id) FaceTables(update).set_reach(static_cast<FaceId>(id), 0, 0);
  });
  EXPECT_TRUE(dealt(1).empty());
  EXPECT_FALSE(due_.empty());
  EXPECT_TRUE(all_dealt().empty());
}

TEST_F(DueFacesOfTheGallery, AreForgottenWhenAllIsCleared) {
  due_.add(Snapshot(gallery), {place(3, 0.01F)});
  EXPECT_TRUE(due_.empty());
  due_.add(Snapshot(gallery), {place(3, 0.5F)});
  due_.clear();
  EXPECT_TRUE(dealt(10).empty());
}

}  // namespace
}  // namespace facefs::test
