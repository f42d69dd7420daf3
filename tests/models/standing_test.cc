// SPDX-License-Identifier: Apache-2.0
#include "models/standing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/face_reader.h"
#include "models/orientation.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

Image picture(const std::string& name) {
  return decoded_image(bytes_of(photo(name)));
}

/// Returns a picture that must be turned by `turn` to be upright, and does not say so.
Image stored_so_that(Orientation turn, const std::string& name) {
  const Orientation back = turn == Orientation::turned_90    ? Orientation::turned_270
                           : turn == Orientation::turned_270 ? Orientation::turned_90
                                                             : turn;
  return turned_upright(picture(name), back);
}

class AQuarterTurn : public testing::TestWithParam<Orientation> {};
INSTANTIATE_TEST_SUITE_P(Standing, AQuarterTurn,
                         testing::Values(Orientation::upright, Orientation::turned_90, Orientation::turned_180,
                                         Orientation::turned_270));

TEST_P(AQuarterTurn, IsToldByTheFaces) {
  const auto detector = make_detector(DetectorKind::yunet, models_folder());
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg", "obama_partial_face.jpg"})
    EXPECT_EQ(standing_of(*detector, Raster(stored_so_that(GetParam(), name))), GetParam()) << name;
}

TEST_P(AQuarterTurn, TakesNothingFromAReference) {
  FaceReader reader({}, models_folder());
  const auto upright = reader.read(picture("obama.jpg"), Purpose::reference);
  const auto turned = reader.read(stored_so_that(GetParam(), "obama.jpg"), Purpose::reference);
  ASSERT_EQ(turned.size(), 1U);
  EXPECT_LT(distance(upright[0].embedding, turned[0].embedding), 0.01F);
}

TEST_P(AQuarterTurn, IsTakenBackFromWhereAFaceIs) {
  FaceReader reader({}, models_folder());
  const Image stored = stored_so_that(GetParam(), "obama.jpg");
  const Face upright = reader.read(picture("obama.jpg"), Purpose::reference).at(0);
  const Face face = reader.read(stored, Purpose::reference).at(0);
  const Rect box{static_cast<int>(face.box.x), static_cast<int>(face.box.y), static_cast<int>(face.box.width),
                 static_cast<int>(face.box.height)};
  const Rect seen = upright_part(box, stored.width, stored.height, GetParam());
  EXPECT_GT(overlap({static_cast<float>(seen.x), static_cast<float>(seen.y), static_cast<float>(seen.width),
                     static_cast<float>(seen.height)},
                    upright.box),
            0.95F);
  for (const Point& point : face.landmarks) EXPECT_GT(overlap(face.box, {point.x - 1, point.y - 1, 2, 2}), 0.F);
}

TEST_P(AQuarterTurn, TakesNothingFromAPhoto) {
  FaceReader reader({}, models_folder());
  const Face upright = reader.read(picture("obama.jpg"), Purpose::photo).at(0);
  const auto turned = reader.read(stored_so_that(GetParam(), "obama.jpg"), Purpose::photo);
  ASSERT_EQ(turned.size(), 1U);
  EXPECT_LT(distance(upright.embedding, turned[0].embedding), 0.01F);
  const auto left_out = reader.read(stored_so_that(GetParam(), "obama.jpg"), Purpose::photo, {turned[0].box});
  EXPECT_EQ(left_out.at(0).embedding.values, Embedding{}.values) << "the user had it erased";
}

/// Counts the pictures that it is shown.
class Counted final : public Detector {
 public:
  std::vector<Detection> detect(const Raster&) override {
    ++looks;
    return {};
  }
  int looks = 0;
};

/// Three more looks would cost a tenth of a usual photo's time.
TEST(Standing, OfAPhotoIsNotAskedWhereSomebodySurelyStandsUpright) {
  Counted detector;
  const Raster photo(quarters(640));
  standing_of(detector, photo, {{{}, {}, 0.5F}, {{}, {}, 0.89F}});
  EXPECT_EQ(detector.looks, 0);
  standing_of(detector, photo, {{{}, {}, 0.88F}});
  EXPECT_EQ(detector.looks, 3);
  EXPECT_EQ(standing_of(detector, photo, {}), Orientation::upright);
}

TEST(Standing, IsAsItIsWhereNobodyIsToBeSeen) {
  const auto detector = make_detector(DetectorKind::yunet, models_folder());
  EXPECT_EQ(standing_of(*detector, Raster(quarters(640))), Orientation::upright);
}

/// Returns the picture with each pixel repeated `times` times, across and down.
Image enlarged(const Image& image, int times) {
  Image large(image.width * times, image.height * times);
  for (int y = 0; y < large.height; ++y)
    for (int x = 0; x < large.width; ++x) std::copy_n(image.row(y / times) + 3 * (x / times), 3, large.row(y) + 3 * x);
  return large;
}

/// The picture is larger than the copy that is turned.
TEST(Standing, OfALargePictureTellsFacesInItsOwnPixels) {
  FaceReader reader({}, models_folder());
  const Image small = stored_so_that(Orientation::turned_180, "obama2.jpg");
  const int times = 5000 / std::max(small.width, small.height) + 1;
  const Face of_small = reader.read(small, Purpose::reference).at(0);
  const Face face = reader.read(enlarged(small, times), Purpose::reference).at(0);
  const auto by = static_cast<float>(times);
  const Box& box = of_small.box;
  EXPECT_GT(overlap(face.box, {box.x * by, box.y * by, box.width * by, box.height * by}), 0.8F);
  for (std::size_t i = 0; i < face.landmarks.size(); ++i) {
    EXPECT_NEAR(face.landmarks[i].x, of_small.landmarks[i].x * by, 4 * by) << i;
    EXPECT_NEAR(face.landmarks[i].y, of_small.landmarks[i].y * by, 4 * by) << i;
  }
}

TEST(Standing, OfATurnedPictureTellsFacesFromLeftToRight) {
  FaceReader reader({}, models_folder());
  const Image both =
      turned_upright(side_by_side({picture("biden.jpg"), picture("obama.jpg")}), Orientation::turned_180);
  const auto faces = reader.read(both, Purpose::reference);
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_LT(faces[0].box.x, faces[1].box.x);
  EXPECT_LT(distance(faces[0].embedding, reader.read(picture("obama.jpg"), Purpose::reference).at(0).embedding), 0.2F);
}

}  // namespace
}  // namespace facefs::test
