// SPDX-License-Identifier: Apache-2.0
// OpenCV's dnn is the reference: our rows give the same grids for the same weights.
#include "models/yunet_network.h"

#include <gtest/gtest.h>

#include <array>

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

Image striped(int width, int height) {
  Image picture(width, height);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(i * 37 % 251);
  return picture;
}

TEST(Yunet, GivesThemForPicturesOfEverySize) {
  const auto ours = yunet_in_rows(models_folder());
  const auto reference = yunet_in_opencv(models_folder());
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{{64, 64}, {96, 64}, {97, 127}, {40, 200}})
    expect_equal(ours->run(striped(width, height)), reference->run(striped(width, height)));
}

/// Returns the sum of the values, each times one to seven by its place, so that order counts.
double weighted_sum(const std::vector<float>& values) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    sum += static_cast<double>(values[i]) * static_cast<double>(1 + i % 7);
  return sum;
}

/// What OpenCV 4.6 says of a picture, grid by grid: weighted sums of classes, objects, boxes and points.
struct SmallPicture {
  int width, height;
  std::array<std::array<double, 4>, 3> sums;
};

/// OpenCV 4.10 answers with whatever is in memory for a grid one cell wide or high, so it is not asked.
TEST(Yunet, GivesOfSmallPicturesTheGridsOfOpencv46) {
  const SmallPicture small[] = {
      {1,
       1,
       {{{34.28994, 0.00204, 166.3235, 330.9754},
         {5.27216, 0.00112, 14.7363, 38.9762},
         {0.53404, 0.00017, 9.4376, 12.1458}}}},
      {32,
       32,
       {{{31.26549, 0.00588, 150.2814, 297.3771},
         {5.24120, 0.00173, 12.9624, 38.1156},
         {0.53391, 0.00018, 9.4304, 12.2480}}}},
      {33,
       31,
       {{{65.89890, 0.00159, 317.4435, 641.6478},
         {14.60317, 0.00207, 24.0724, 91.4908},
         {1.56092, 0.00078, 23.1515, 38.3733}}}},
      {7,
       200,
       {{{269.38976, 0.00160, 1322.7291, 1663.3796},
         {51.65068, 0.00173, 102.8867, 430.3922},
         {15.03668, 0.00141, 91.2406, 202.5083}}}},
  };
  const auto network = yunet_in_rows(models_folder());
  for (const auto& [width, height, sums] : small) {
    const YunetGrids grids = network->run(striped(width, height));
    for (std::size_t i = 0; i < grids.size(); ++i) {
      EXPECT_NEAR(weighted_sum(grids[i].classes), sums[i][0], 2e-3) << width << " x " << height << ", grid " << i;
      EXPECT_NEAR(weighted_sum(grids[i].objects), sums[i][1], 2e-4) << width << " x " << height << ", grid " << i;
      EXPECT_NEAR(weighted_sum(grids[i].boxes), sums[i][2], 2e-2) << width << " x " << height << ", grid " << i;
      EXPECT_NEAR(weighted_sum(grids[i].points), sums[i][3], 2e-2) << width << " x " << height << ", grid " << i;
    }
  }
}

/// OpenCV 4.6 answers with whatever is in memory for a grid that is one row high and many columns wide.
TEST(Yunet, SaysTheSameOfAThinPictureEachTime) {
  const auto network = yunet_in_rows(models_folder());
  const Image picture = striped(640, 1);
  const YunetGrids first = network->run(picture);
  for (const YunetGrid& grid : first)
    for (const float value : grid.points) EXPECT_LT(std::abs(value), 100);
  EXPECT_EQ(network->run(picture)[2].points, first[2].points);
}

}  // namespace
}  // namespace facefs::test
