// SPDX-License-Identifier: Apache-2.0
#include "daemon/photo_at_worker.h"

#include <gmock/gmock.h>

#include "index/storage/decision_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AtWorker : public GalleryFixture {
 protected:
  PhotoAtWorker photo{PhotoRead{"/photos/a.jpg", stamp(), content_named("a"), {}, nullptr, {}}, gallery, "models"};

  static PhotoReading reading_of(const std::string& name, std::vector<Face> faces = {}) {
    const ImageKey image = image_named(name);
    PhotoReading reading;
    reading.image_hash = image.hash;
    reading.width = static_cast<std::int32_t>(image.width);
    reading.height = static_cast<std::int32_t>(image.height);
    reading.faces = std::move(faces);
    return reading;
  }
};

TEST_F(AtWorker, IsLookedAtWholeWhenTheImageIsNew) {
  const Proceed word = photo.identify(reading_of("a"));
  EXPECT_FALSE(word.known);
  EXPECT_THAT(word.without, IsEmpty());
  const PhotoRead read = photo.found({1, reading_of("a", {face_with(face_of(1, 1))})});
  EXPECT_EQ(read.path, "/photos/a.jpg");
  const auto& found = std::get<NewFaces>(read.found);
  EXPECT_EQ(found.image, image_named("a"));
  EXPECT_EQ(found.models, "models");
  EXPECT_EQ(found.faces.size(), 1U);
  EXPECT_FALSE(found.known);
}

TEST_F(AtWorker, NeedsNoFacesOfAnImageThatTheGalleryHas) {
  change([](Update& update) { put_photo(update, "/photos/b.jpg", "a", {face_with(face_of(1, 1))}); });
  EXPECT_TRUE(photo.identify(reading_of("a")).known);
  EXPECT_TRUE(std::get<NewFaces>(photo.found({1, reading_of("a")}).found).known);
}

TEST_F(AtWorker, LeavesOutFacesThatTheUserHadErased) {
  const Box box{10, 20, 30, 40};
  change([&](Update& update) {
    DecisionTables(update).add(image_named("a"), 1, {DecisionRecord::Verb::erase, kNobody, box});
  });
  EXPECT_THAT(photo.identify(reading_of("a")).without, ElementsAre(box));
}

TEST_F(AtWorker, TellsWhyItCannotBeRead) {
  const PhotoRead read = photo.found({1, Unreadable{Reason::truncated, "it ends in the middle"}});
  EXPECT_EQ(std::get<Unreadable>(read.found).reason, Reason::truncated);
}

TEST(ReferenceAtWorker, IsKeptWithItsFacesAndMeasures) {
  PhotoReading seen;
  seen.width = 40;
  seen.height = 30;
  seen.faces = {face_with(face_of(1, 1))};
  const ReferenceReading reading = reference_reading({1, seen}, "models");
  EXPECT_EQ(reading.models, "models");
  EXPECT_FALSE(reading.failure);
  EXPECT_EQ(reading.faces.size(), 1U);
  EXPECT_EQ(reading.width, 40U);
  EXPECT_EQ(reading.height, 30U);
}

TEST(ReferenceAtWorker, IsKeptWithTheReasonWhyItCannotBeRead) {
  const ReferenceReading reading = reference_reading({1, Unreadable{Reason::crashed, "it crashed"}}, "models");
  EXPECT_EQ(reading.failure->reason, Reason::crashed);
  EXPECT_TRUE(reading.faces.empty());
}

}  // namespace
}  // namespace facefs::test
