// SPDX-License-Identifier: Apache-2.0
// Each of a face's five points must come to its place in the chip, however large and turned the face is.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>

#include "models/aligner.h"

namespace facefs::test {
namespace {

using Number = std::complex<double>;

/// Where ArcFace's template has the eyes, the nose and the corners of the mouth, in pixels of 112.
const std::array<Number, 5> kPlaces = {
    {{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}};

constexpr int kSide = 1600;           // of the photo, in pixels
constexpr Number kMiddle = {56, 72};  // of the chip: there the photo has its own middle
constexpr double kReach = 9;          // how far a spot is looked for from its place, in pixels of the chip
constexpr double kSpot = 2;           // the spot's standard deviation, in pixels of the chip
constexpr double kMostOff = 0.1;      // pixels of the chip

/// A face `scale` times as large as the chip, and turned.
struct Face {
  double scale, turned;
  Number in_photo(Number in_chip) const {
    return Number(kSide * 0.5 + 0.3, kSide * 0.5 - 0.4) + std::polar(scale, turned) * (in_chip - kMiddle);
  }
};

void draw_spot(Image& photo, Number middle, double deviation) {
  const int reach = static_cast<int>(5 * deviation) + 1;
  const int left = static_cast<int>(middle.real()) - reach, top = static_cast<int>(middle.imag()) - reach;
  for (int y = top; y <= top + 2 * reach; ++y)
    for (int x = left; x <= left + 2 * reach; ++x) {
      const double square = std::norm(Number(x, y) - middle);
      const auto light = static_cast<std::uint8_t>(std::lround(250 * std::exp(-square / (2 * deviation * deviation))));
      std::fill_n(photo.row(y) + std::ptrdiff_t{3} * x, 3, light);
    }
}

/// Returns the middle of the light around the place.
Number spot_near(const Image& chip, Number place) {
  double light = 0;
  Number sum = 0;
  for (int y = 0; y < chip.height; ++y)
    for (int x = 0; x < chip.width; ++x)
      if (std::abs(Number(x, y) - place) < kReach) {
        light += chip.row(y)[std::ptrdiff_t{3} * x];
        sum += static_cast<double>(chip.row(y)[std::ptrdiff_t{3} * x]) * Number(x, y);
      }
  return light > 0 ? sum / light : Number(-1, -1);
}

class FivePointChips : public testing::TestWithParam<Face> {};
// From twice its size on the photo is first made smaller.
INSTANTIATE_TEST_SUITE_P(Sizes, FivePointChips,
                         testing::Values(Face{0.6, 0}, Face{1, 0.4}, Face{1.9, -0.7}, Face{2.4, 0.3}, Face{5.3, 0},
                                         Face{7.9, 1.8}));

TEST_P(FivePointChips, HaveTheFacesPointsInTheirPlaces) {
  const Face face = GetParam();
  Image photo(kSide, kSide);
  std::fill(photo.rgb.begin(), photo.rgb.end(), std::uint8_t{0});
  Detection found;
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    const Number at = face.in_photo(kPlaces[i]);
    draw_spot(photo, at, kSpot * face.scale);
    found.points[i] = {static_cast<float>(at.real()), static_cast<float>(at.imag())};
  }
  const Image chip = make_five_point_aligner()->align(photo, found).chip;
  for (const Number place : kPlaces) {
    const Number spot = spot_near(chip, place);
    EXPECT_LT(std::abs(spot - place), kMostOff) << "at " << place << " it is " << spot;
  }
}

}  // namespace
}  // namespace facefs::test
