// SPDX-License-Identifier: Apache-2.0
#include "models/label.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace facefs::test {
namespace {

Image grey(int width, int height) {
  Image picture(width, height);
  std::fill(picture.rgb.begin(), picture.rgb.end(), std::uint8_t{128});
  return picture;
}

/// Returns the rows with something of the name's colour.
std::set<int> red_rows(const Image& picture) {
  std::set<int> rows;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      const std::uint8_t* pixel = picture.row(y) + 3 * x;
      if (pixel[0] > 200 && pixel[1] < 60 && pixel[2] < 60) rows.insert(y);
    }
  return rows;
}

std::set<int> red_rows_of(const Label& label) {
  Image picture = grey(400, 300);
  draw_labels(picture, {label});
  return red_rows(picture);
}

TEST(DrawnLabels, StandAboveTheirFace) {
  const auto rows = red_rows_of({{50, 100, 80, 80}, "Joey"});
  ASSERT_FALSE(rows.empty());
  EXPECT_LT(*rows.rbegin(), 100);
}

TEST(DrawnLabels, StandBelowAFaceAtThePicturesTop) {
  for (const float top : {-5.F, 2.F, 20.F}) {
    const auto rows = red_rows_of({{50, top, 80, 80}, "Joey"});
    ASSERT_FALSE(rows.empty()) << "a name outside the picture is read by nobody";
    EXPECT_GT(*rows.begin(), static_cast<int>(top) + 80) << top;
  }
}

TEST(DrawnLabels, BeginWithinThePictureWhereTheirFaceIsCutOff) {
  Image cut = grey(400, 300), whole = grey(400, 300);
  draw_labels(cut, {{{-60, 100, 80, 80}, "Joey"}});
  draw_labels(whole, {{{0, 100, 80, 80}, "Joey"}});
  for (int y = 60; y < 95; ++y)
    EXPECT_TRUE(std::equal(cut.row(y), cut.row(y) + cut.stride(), whole.row(y))) << "the name, row " << y;
}

TEST(DrawnLabels, GrowWithThePicture) {
  Image small = grey(1200, 900), large = grey(3600, 2700);
  draw_labels(small, {{{100, 300, 200, 200}, "Joey"}});
  draw_labels(large, {{{300, 900, 600, 600}, "Joey"}});
  EXPECT_GT(red_rows(large).size(), 2 * red_rows(small).size());
}

}  // namespace
}  // namespace facefs::test
