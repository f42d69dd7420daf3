// SPDX-License-Identifier: Apache-2.0
#include "models/shrink.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace facefs::test {
namespace {

Image noise(int width, int height) {
  Image image(width, height);
  std::mt19937 random(1);
  for (std::uint8_t& value : image.rgb) value = static_cast<std::uint8_t>(random());
  return image;
}

/// Returns the mean of a box, computed in the plain way.
int mean_of_box(const Image& image, int factor, int x, int y, int channel) {
  int sum = 0;
  for (int row = 0; row < factor; ++row)
    for (int column = 0; column < factor; ++column)
      sum += image.row(y * factor + row)[3 * (x * factor + column) + channel];
  return (sum + factor * factor / 2) / (factor * factor);
}

class Boxes : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Shrinking, Boxes, testing::Values(2, 3, 4, 5, 7, 12, kMostBox));

TEST_P(Boxes, AreTheMeansOfTheirPixels) {
  const int factor = GetParam();
  const Image image = noise(factor * 9 + 1, factor * 5 + factor - 1);
  const std::vector<std::uint8_t> small = boxed(Pixels(image), factor, factor);
  ASSERT_EQ(small.size(), 5U * 9 * 3);
  for (std::size_t i = 0; i < small.size(); ++i) {
    const int x = static_cast<int>(i / 3 % 9), y = static_cast<int>(i / 27), c = static_cast<int>(i % 3);
    EXPECT_NEAR(small[i], mean_of_box(image, factor, x, y, c), 1) << x << "," << y << "," << c;
  }
}

TEST_P(Boxes, OfOnePlaneAreThoseOfAChannel) {
  const int factor = GetParam();
  const Image image = noise(factor * 9 + 1, factor * 5 + factor - 1);
  std::vector<std::uint8_t> green;
  for (std::size_t i = 1; i < image.rgb.size(); i += 3) green.push_back(image.rgb[i]);
  const auto width = static_cast<std::size_t>(image.width);
  const std::vector<std::uint8_t> small = boxed({green.data(), image.width, image.height, width}, factor, factor);
  const std::vector<std::uint8_t> of_three = boxed(Pixels(image), factor, factor);
  ASSERT_EQ(3 * small.size(), of_three.size());
  for (std::size_t i = 0; i < small.size(); ++i) EXPECT_EQ(small[i], of_three[3 * i + 1]) << i;
}

TEST(Shrinking, TakesBoxesThatAreNotSquare) {
  const std::vector<std::uint8_t> plane = {10, 20, 30, 40, 50, 60, 70, 80};  // four columns of two rows
  EXPECT_EQ(boxed({plane.data(), 4, 2, 4}, 2, 1), (std::vector<std::uint8_t>{15, 35, 55, 75}));
  EXPECT_EQ(boxed({plane.data(), 4, 2, 4}, 1, 2), (std::vector<std::uint8_t>{30, 40, 50, 60}));
  EXPECT_EQ(boxed({plane.data(), 4, 2, 4}, 4, 2), (std::vector<std::uint8_t>{45}));
}

TEST(Shrinking, KeepsEveryColourAsItIs) {
  for (int factor = 2; factor <= kMostBox; ++factor)
    for (int value = 0; value <= 255; ++value) {
      Image image(factor * 4, factor * 4);
      std::fill(image.rgb.begin(), image.rgb.end(), static_cast<std::uint8_t>(value));
      for (const std::uint8_t mean : boxed(Pixels(image), factor, factor)) ASSERT_EQ(mean, value) << factor;
      for (const std::uint8_t mean : boxed(Pixels(image), factor / 2, factor)) ASSERT_EQ(mean, value) << factor;
    }
}

TEST(Shrinking, BringsTheLongSideToWhatIsAsked) {
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{4000, 3000}, {30, 4000}, {1281, 1}, {3, 25000}}) {
    const Image small = shrunk(noise(width, height), 1280);
    EXPECT_EQ(std::max(small.width, small.height), 1280) << width << " x " << height;
    EXPECT_NEAR(small.width, std::max(1.0, width * 1280.0 / std::max(width, height)), 1);
  }
}

/// It has forty pixels for each one of the small picture, which is more than a box may hold.
TEST(Shrinking, PassesOverNoPixelOfAPanorama) {
  Image image(8000, 400);
  for (std::size_t i = 0; i < image.rgb.size(); ++i)
    image.rgb[i] = i / 3 % 8000 / 16 % 5 == 0 ? 255 : 0;  // a white stripe in each 80 pixels
  const Image small = shrunk(image, 200);
  const double sum = std::accumulate(small.rgb.begin(), small.rgb.end(), 0.0);
  EXPECT_NEAR(sum / static_cast<double>(small.rgb.size()), 255 / 5.0, 3);
}

TEST(Shrinking, LeavesASmallPictureAsItIs) {
  const Image image = noise(1280, 7);
  EXPECT_EQ(shrunk(image, 1280).rgb, image.rgb);
}

}  // namespace
}  // namespace facefs::test
