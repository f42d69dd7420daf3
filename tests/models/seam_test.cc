// SPDX-License-Identifier: Apache-2.0
#include "models/seam.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "models/orientation.h"

namespace facefs::test {
namespace {

struct Jump {
  int row, by;
};

/// Returns a plain picture that is brighter by so much from each of these rows on, as it is stored.
Image stepped(const std::vector<Jump>& jumps) {
  Image image(48, 96);
  for (int y = 0; y < image.height; ++y) {
    int value = 60;
    for (const Jump& jump : jumps) value += y >= jump.row ? jump.by : 0;
    std::fill_n(image.row(y), image.stride(), static_cast<std::uint8_t>(value));
  }
  return image;
}

std::optional<int> seam_of(const std::vector<Jump>& jumps, int rows = 96, int rows_a_band = 16) {
  return seam_in(Raster(stepped(jumps)), Orientation::upright, rows_a_band, rows);
}

TEST(Seam, IsTheFirstOfSeveralThatAreNearlyAsClear) {
  EXPECT_EQ(seam_of({{32, 50}}), 32);
  EXPECT_EQ(seam_of({{32, 30}, {64, 50}}), 32);
  EXPECT_EQ(seam_of({{32, 15}, {64, 50}}), 64) << "the first is in the picture, most likely";
  EXPECT_EQ(seam_of({{8, 50}}, 96, 8), 8);
}

TEST(Seam, IsNoneWhereNothingJumpsBetweenTwoBands) {
  EXPECT_FALSE(seam_of({}));
  EXPECT_FALSE(seam_of({{32, 5}})) << "less than in sound pictures";
  EXPECT_FALSE(seam_of({{40, 50}})) << "within a band";
  EXPECT_FALSE(seam_of({{64, 50}}, 64)) << "in what is lost anyway";
}

TEST(Seam, IsFoundHoweverThePictureStands) {
  for (int number = 1; number <= 8; ++number) {
    const auto orientation = static_cast<Orientation>(number);
    const Raster upright(turned_upright(stepped({{32, 50}}), orientation));
    EXPECT_EQ(seam_in(upright, orientation, 16, 96), 32) << number;
  }
}

}  // namespace
}  // namespace facefs::test
