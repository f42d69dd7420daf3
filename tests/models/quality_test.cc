// SPDX-License-Identifier: Apache-2.0
#include "models/quality.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

float quality(float side, float score, float sharpness) {
  const Box box{10, 20, side, side};
  return quality_of({box, box, score}, sharpness);
}

TEST(Quality, CountsSizeUpToAHundredPixels) {
  EXPECT_FLOAT_EQ(quality(50, 1, 50), 0.25F);
  EXPECT_FLOAT_EQ(quality(100, 1, 50), 0.5F);
  EXPECT_FLOAT_EQ(quality(400, 1, 50), 0.5F);
}

/// HOG's score is a margin, which may be any number.
TEST(Quality, CountsAScoreFromNoneToOne) {
  EXPECT_FLOAT_EQ(quality(100, 0.8F, 50), 0.4F);
  EXPECT_FLOAT_EQ(quality(100, 2.5F, 50), 0.5F);
  EXPECT_FLOAT_EQ(quality(100, -0.3F, 50), 0);
}

TEST(Quality, CountsSharpness) {
  EXPECT_FLOAT_EQ(quality(100, 1, 150), 0.75F);
  EXPECT_FLOAT_EQ(quality(100, 1, 0), 0);
}

TEST(Quality, SeesNothingSharpInAPlainColourAndMuchInStripes) {
  Image plain(150, 150), striped(150, 150);
  for (std::size_t i = 0; i < plain.rgb.size(); ++i) {
    plain.rgb[i] = 90;
    striped.rgb[i] = i / 3 % 2 ? 255 : 0;
  }
  EXPECT_FLOAT_EQ(sharpness_of(plain), 0);
  EXPECT_GT(sharpness_of(striped), 1000);
}

}  // namespace
}  // namespace facefs::test
