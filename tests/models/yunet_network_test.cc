// SPDX-License-Identifier: Apache-2.0
// OpenCV's dnn is the reference: our rows give the same grids for the same weights.
#include "models/yunet_network.h"

#include <gtest/gtest.h>

#include "models/shrink.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  float most = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

void expect_equal(const YunetGrids& ours, const YunetGrids& reference) {
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i].columns, reference[i].columns);
    EXPECT_EQ(ours[i].rows, reference[i].rows);
    EXPECT_EQ(ours[i].stride, reference[i].stride);
    EXPECT_LT(largest_difference(ours[i].classes, reference[i].classes), 1e-4F);
    EXPECT_LT(largest_difference(ours[i].objects, reference[i].objects), 1e-4F);
    EXPECT_LT(largest_difference(ours[i].boxes, reference[i].boxes), 1e-3F) << "of a stride";
    EXPECT_LT(largest_difference(ours[i].points, reference[i].points), 1e-3F);
  }
}

TEST(Yunet, GivesTheGridsOfOpencv) {
  const auto ours = yunet_in_rows(models_folder());
  const auto reference = yunet_in_opencv(models_folder());
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg", "obama_partial_face.jpg"}) {
    const Image picture = decoded_image(bytes_of(photo(name)));
    for (const int side : {1280, 640, 333}) {
      const Image small = shrunk(picture, side);
      expect_equal(ours->run(small), reference->run(small));
    }
  }
}

TEST(Yunet, GivesThemForPicturesOfEverySize) {
  const auto ours = yunet_in_rows(models_folder());
  const auto reference = yunet_in_opencv(models_folder());
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{{1, 1}, {32, 32}, {33, 31}, {96, 64}, {7, 200}}) {
    Image picture(width, height);
    for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(i * 37 % 251);
    expect_equal(ours->run(picture), reference->run(picture));
  }
}

/// OpenCV 4.6 answers with what lies about in memory where a grid is one row high and many columns wide.
TEST(Yunet, SaysTheSameOfAThinPictureEachTime) {
  const auto network = yunet_in_rows(models_folder());
  Image picture(640, 1);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(i * 37 % 251);
  const YunetGrids first = network->run(picture);
  for (const YunetGrid& grid : first)
    for (const float value : grid.points) EXPECT_LT(std::abs(value), 100);
  EXPECT_EQ(network->run(picture)[2].points, first[2].points);
}

}  // namespace
}  // namespace facefs::test
