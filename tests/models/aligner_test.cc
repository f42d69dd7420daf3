// SPDX-License-Identifier: Apache-2.0
// A face cut out of a part of the photo must be the same as one cut out of the whole.
#include "models/aligner.h"

#include <gtest/gtest.h>

#include <random>

#include "models/detector.h"
#include "models/face_crop.h"
#include "models/orientation.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

/// Returns the photo with halved colours, as cameras write it; the photos of the set have whole ones. With
/// `on_its_side` it is stored as cameras store what was held upright.
Raster in_planes(const std::string& name, bool on_its_side) {
  Image stored = decoded_image(bytes_of(photo(name)));
  if (on_its_side) stored = turned_upright(std::move(stored), Orientation::turned_270);
  const std::string jpeg = jpeg_of(stored.rgb, stored.width, stored.height, {JCS_RGB, 3, false, 0, 2, 2});
  const std::string tagged = with_segment(jpeg, '\xe1', exif_with_orientation(on_its_side ? 6 : 1));
  Raster planes = std::get<Decoded>(decode(as_bytes(tagged), {})).raster;
  EXPECT_EQ(planes.part({0, 0, 1, 1}).image().width, 1) << "RGB, which lends the whole";
  return planes;
}

/// Expects the same landmarks within `most` pixels, and the same chip where they are equal. A shape that runs far away
/// from its box, where no face is, may look beyond the part; then it is a pixel elsewhere.
void expect_the_same(const Aligner& aligner, const Raster& planes, const Raster& rgb, const Detection& face,
                     float most) {
  const Box& box = face.box;
  const auto a = aligner.align(planes, face), b = aligner.align(rgb, face);
  bool same = true;
  for (std::size_t i = 0; i < a.landmarks.size(); ++i) {
    EXPECT_NEAR(a.landmarks[i].x, b.landmarks[i].x, most) << box.x << "," << box.y << " " << box.width;
    EXPECT_NEAR(a.landmarks[i].y, b.landmarks[i].y, most) << box.x << "," << box.y << " " << box.width;
    same = same && a.landmarks[i].x == b.landmarks[i].x && a.landmarks[i].y == b.landmarks[i].y;
  }
  EXPECT_TRUE(!same || a.chip.rgb == b.chip.rgb) << box.x << "," << box.y << " " << box.width;
}

class Chips : public testing::TestWithParam<const char*> {
 protected:
  const std::unique_ptr<Aligner> dlib = make_dlib_aligner(models_folder());
  const std::unique_ptr<Aligner> five_points = make_five_point_aligner();
};
INSTANTIATE_TEST_SUITE_P(Photos, Chips,
                         testing::Values("biden.jpg", "obama.jpg", "obama2.jpg", "obama_partial_face.jpg"));

TEST_P(Chips, OfAPartAreThoseOfTheWhole) {
  for (const bool on_its_side : {false, true}) {
    const Raster planes = in_planes(GetParam(), on_its_side);
    const Raster rgb = planes.whole();
    const auto all = make_detector(DetectorKind::yunet, models_folder())->detect(planes);
    EXPECT_FALSE(all.empty());
    for (const Detection& found : all) {
      expect_the_same(*dlib, planes, rgb, found, 0);
      expect_the_same(*five_points, planes, rgb, found, 0);
    }
    std::mt19937 random(5);
    for (int i = 0; i < 40; ++i) {  // wherever a detector may err, beyond the edge, too
      const auto side = static_cast<float>(20 + random() % 400);
      const auto x = static_cast<float>(random() % static_cast<unsigned>(rgb.width())) - side / 2;
      const auto y = static_cast<float>(random() % static_cast<unsigned>(rgb.height())) - side / 2;
      const Box box{x, y, side, side};
      expect_the_same(*dlib, planes, rgb, {box, box, 0}, 1);
      Landmarks points;
      for (Point& point : points)
        point = {x + side * static_cast<float>(random() % 100) / 100,
                 y + side * static_cast<float>(random() % 100) / 100};
      expect_the_same(*five_points, planes, rgb, {box, box, 0, points}, 0);
    }
  }
}

TEST_P(Chips, ForPeopleToLookAtAreThoseOfTheWhole) {
  const Raster planes = in_planes(GetParam(), true);
  const Raster rgb = planes.whole();
  for (const Box& box : {Box{200, 100, 150, 170}, Box{-30, -40, 120, 120}, Box{400.5F, 300.25F, 90, 80}}) {
    const Eyes eyes{{box.x + 30, box.y + 40}, {box.x + 80, box.y + 60}};
    const Image a = face_crop(planes, box, eyes, 96), b = face_crop(rgb, box, eyes, 96);
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
    EXPECT_LT(sum / static_cast<double>(a.rgb.size()), 0.2) << box.x;
  }
}

/// Points lie wherever a detector puts them: a pixel of the face is in the photo, or none.
TEST_P(Chips, OfFacesBeyondTheEdgeAreThoseOfTheWhole) {
  const Raster planes = in_planes(GetParam(), false);
  const Raster rgb = planes.whole();
  const auto width = static_cast<float>(rgb.width()), height = static_cast<float>(rgb.height());
  for (const float side : {30.0F, 300.0F, 3000.0F})
    for (const float beyond : {-3.0F, -1.0F, 0.0F, 1.0F, 3.0F, 100.0F, 1e6F, 1e12F})
      for (const Point at : {Point{width + beyond, 20}, Point{-side - beyond, 20}, Point{20, height + beyond},
                             Point{width + beyond, -side - beyond}}) {
        const Box box{at.x, at.y, side, side};
        const Landmarks points = {{{at.x, at.y},
                                   {at.x + side, at.y},
                                   {at.x + side / 2, at.y + side / 2},
                                   {at.x, at.y + side},
                                   {at.x + side, at.y + side}}};
        expect_the_same(*five_points, planes, rgb, {box, box, 0, points}, 0);
      }
}

TEST_P(Chips, FarOutsideThePhotoAreGrey) {
  const Raster planes = in_planes(GetParam(), true);
  for (const std::uint8_t value : face_crop(planes, {1e7F, -1e7F, 50, 50}, {}, 16).rgb) ASSERT_EQ(value, 48);
}

}  // namespace
}  // namespace facefs::test
