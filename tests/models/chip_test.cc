// SPDX-License-Identifier: Apache-2.0
// A face that is cut out of a part of the photo is the one that is cut out of the whole.
#include "models/chip.h"

#include <gtest/gtest.h>

#include <random>

#include "models/detector.h"
#include "models/face_crop.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

/// As many cameras store it: on its side.
std::string on_its_side(const std::string& name) {
  return with_segment(bytes_of(photo(name)), '\xe1', exif_with_orientation(6));
}

Raster in_planes(const std::string& jpeg) {
  return std::get<Decoded>(decode(as_bytes(jpeg), {})).raster;
}

void expect_the_same(const Aligner& aligner, const Raster& planes, const Raster& rgb, const Box& box) {
  const auto a = aligner.align(planes, box), b = aligner.align(rgb, box);
  for (std::size_t i = 0; i < a.landmarks.size(); ++i) {
    EXPECT_EQ(a.landmarks[i].x, b.landmarks[i].x) << box.x << "," << box.y << " " << box.width;
    EXPECT_EQ(a.landmarks[i].y, b.landmarks[i].y) << box.x << "," << box.y << " " << box.width;
  }
  EXPECT_TRUE(a.chip.rgb == b.chip.rgb) << box.x << "," << box.y << " " << box.width;
}

class Chips : public testing::TestWithParam<const char*> {
 protected:
  const Aligner aligner{models_folder()};
};
INSTANTIATE_TEST_SUITE_P(Photos, Chips,
                         testing::Values("biden.jpg", "obama.jpg", "obama2.jpg", "obama_partial_face.jpg"));

TEST_P(Chips, OfAPartAreThoseOfTheWhole) {
  for (const std::string& jpeg : {bytes_of(photo(GetParam())), on_its_side(GetParam())}) {
    const Raster planes = in_planes(jpeg);
    const Raster rgb = planes.whole();
    for (const Detection& found : make_detector(DetectorKind::yunet, models_folder())->detect(planes))
      expect_the_same(aligner, planes, rgb, found.landmark_box);
    std::mt19937 random(5);
    for (int i = 0; i < 40; ++i) {  // wherever a detector may err, over the edge, too
      const auto side = static_cast<float>(20 + random() % 400);
      const auto x = static_cast<float>(random() % static_cast<unsigned>(rgb.width())) - side / 2;
      const auto y = static_cast<float>(random() % static_cast<unsigned>(rgb.height())) - side / 2;
      const Landmarks landmarks = aligner.align(rgb, {x, y, side, side}).landmarks;
      for (const Point& point : landmarks) ASSERT_LT(std::abs(point.x - x - side / 2), 3 * side);
      expect_the_same(aligner, planes, rgb, {x, y, side, side});
    }
  }
}

TEST_P(Chips, ForPeopleToLookAtAreThoseOfTheWhole) {
  const Raster planes = in_planes(bytes_of(photo(GetParam())));
  const Raster rgb = planes.whole();
  for (const Box& box : {Box{200, 100, 150, 170}, Box{-30, -40, 120, 120}, Box{400.5F, 300.25F, 90, 80}}) {
    const Landmarks landmarks = aligner.align(rgb, box).landmarks;
    const Image a = face_crop(planes, box, landmarks, 96), b = face_crop(rgb, box, landmarks, 96);
    double sum = 0;
    for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
    EXPECT_LT(sum / static_cast<double>(a.rgb.size()), 0.2) << box.x;
  }
}

TEST_P(Chips, FarOutsideThePhotoAreGrey) {
  const Raster planes = in_planes(bytes_of(photo(GetParam())));
  for (const std::uint8_t value : face_crop(planes, {1e7F, -1e7F, 50, 50}, {}, 16).rgb) ASSERT_EQ(value, 48);
}

}  // namespace
}  // namespace facefs::test
