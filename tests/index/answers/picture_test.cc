// SPDX-License-Identifier: Apache-2.0
#include "index/answers/picture.h"

#include <gtest/gtest.h>

#include "index/storage/face_tables.h"
#include "index/storage/faces.h"
#include "index/storage/images.h"
#include "index/storage/path_tables.h"
#include "index/storage/people_tables.h"
#include "index/storage/photo_tables.h"
#include "support/gallery_fixture.h"

namespace facefs::test {
namespace {

class Pictures : public GalleryFixture {
 protected:
  PhotoId put(const std::string& path, const std::string& content, const std::string& image) {
    PhotoId id{};
    change([&](Update& update) {
      id = PhotoTables(update).add(
          content_named(content),
          NewFaces{image_named(image), false, "test", {face_with(face_of(1, 1)), face_with(face_of(2, 1), 100, 300)}});
      PathTables(update).set(place_of(update, path), stamp(), id);
    });
    return id;
  }
  FaceId face(const std::string& image, std::size_t number) const {
    return Images(Snapshot(gallery)).faces_of(image_named(image)).at(number).id;
  }
};

TEST_F(Pictures, HaveNoFrameRoundAFaceThatIsIgnored) {
  const PhotoId photo = put("/photos/a.jpg", "a", "a");
  change([&](Update& update) {
    FaceRecord record = Faces(update).find(face("a", 0)).value();
    record.match = {Verdict::nobody, Rule::decision};
    FaceTables(update).set(face("a", 0), record);
  });
  const auto picture = labelled_photo(Snapshot(gallery), photo);
  ASSERT_TRUE(picture);
  const auto& labels = std::get<AnnotatedPhoto>(picture->what).labels;
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_EQ(labels[0].box.x, 300);
}

TEST_F(Pictures, OfAFaceAreCutOutOfAFileThatIsThere) {
  const PhotoId one = put("/photos/a.jpg", "a", "same"), two = put("/photos/b.jpg", "b", "same");
  const auto cut_out_of = [&] {
    const auto picture = face_crop_of(Snapshot(gallery), face("same", 0));
    return picture ? picture->photo : kNoPhoto;
  };
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/a.jpg")); });
  EXPECT_EQ(cut_out_of(), two);
  put("/photos/a.jpg", "a", "same");
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/b.jpg")); });
  EXPECT_EQ(cut_out_of(), one);
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/a.jpg")); });
  EXPECT_EQ(cut_out_of(), kNoPhoto);
}

TEST_F(Pictures, OfTwoFacesInAPhotoOfALongNameHaveTwoNames) {
  const std::string name = std::string(251, 'x') + ".jpg";
  const PhotoId photo = put("/photos/" + name, "a", "a");
  const FaceRecord record = Faces(Snapshot(gallery)).find(face("a", 0)).value();
  const std::string first = crop_name(record, name, photo, 1), second = crop_name(record, name, photo, 2);
  EXPECT_NE(first, second);
  for (const std::string& crop : {first, second}) {
    EXPECT_LE(crop.size(), 255U);
    EXPECT_EQ(photo_of_crop(Snapshot(gallery), crop), photo) << crop;
  }
}

TEST_F(Pictures, AreCalledAsThePhotoWithTheEndingOfWhatTheyAre) {
  const PhotoId png = put("/photos/a.png", "a", "a");
  EXPECT_EQ(labelled_name("a.png", png), "a.png.jpg");
  for (const char* name : {"a.jpg", "a.jpeg", "A.JPG", "A.JPEG"}) EXPECT_EQ(labelled_name(name, png), name);
  EXPECT_EQ(photo_of_labelled(Snapshot(gallery), "a.png.jpg"), png);
  EXPECT_EQ(photo_of_labelled(Snapshot(gallery), "a.png"), std::nullopt) << "no picture has that name";
}

TEST_F(Pictures, NameNobodyOfWhomFacefsIsNotCertain) {
  const PhotoId photo = put("/photos/a.jpg", "a", "a");
  change([&](Update& update) {
    PeopleTables(update).add(PersonId{11}, {"Joey", true, 1});
    FaceRecord record = Faces(update).find(face("a", 0)).value();
    for (const auto& [number, verdict] : {std::pair(0, Verdict::certain), std::pair(1, Verdict::maybe)}) {
      record = Faces(update).find(face("a", static_cast<std::size_t>(number))).value();
      record.match = {verdict, Rule::bands, PersonId{11}};
      FaceTables(update).set(face("a", static_cast<std::size_t>(number)), record);
    }
  });
  const auto picture = labelled_photo(Snapshot(gallery), photo);
  ASSERT_TRUE(picture);
  const auto& labels = std::get<AnnotatedPhoto>(picture->what).labels;
  ASSERT_EQ(labels.size(), 2U);
  EXPECT_EQ(labels[0].name, "Joey");
  EXPECT_EQ(labels[1].name, "Unknown");
  change([](Update& update) { PathTables(update).remove(place_of(update, "/photos/a.jpg")); });
  EXPECT_FALSE(labelled_photo(Snapshot(gallery), photo)) << "its file is gone";
}

TEST_F(Pictures, ComeByNameTheSharpestFirst) {
  FaceRecord sharp, blurred;
  sharp.quality = 0.9F;
  blurred.quality = 0.2F;
  EXPECT_LT(crop_name(sharp, "a.jpg", PhotoId{1}, 1), crop_name(blurred, "a.jpg", PhotoId{1}, 1));
}

}  // namespace
}  // namespace facefs::test
