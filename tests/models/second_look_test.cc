// SPDX-License-Identifier: Apache-2.0
// When a picture is looked at again, larger: a network that says how many faces it was asked to find.
#include <gtest/gtest.h>

#include <cmath>

#include "models/detector_kinds.h"

namespace facefs::test {
namespace {

/// Faces of `side` pixels of the picture that is looked at, in a row; remembers how wide each picture was.
class CountedFaces final : public YunetNetwork {
 public:
  CountedFaces(int faces, float side, std::vector<int>& widths) : faces_(faces), side_(side), widths_(widths) {}

  YunetGrids run(const Image& picture) override {
    widths_.push_back(picture.width);
    YunetGrids grids;
    for (std::size_t i = 0; i < grids.size(); ++i) {
      YunetGrid& grid = grids[i];
      grid.stride = YunetGrid::kStrides[i];
      grid.columns = whole_cells(picture.width) / grid.stride;
      grid.rows = whole_cells(picture.height) / grid.stride;
      const auto cells = static_cast<std::size_t>(grid.columns * grid.rows);
      grid.classes.assign(cells, 0);
      grid.objects.assign(cells, 0);
      grid.boxes.assign(4 * cells, 0);
      grid.points.assign(10 * cells, 0);
    }
    YunetGrid& coarse = grids[2];
    for (int face = 0; face < faces_; ++face) {
      const auto cell = static_cast<std::size_t>(coarse.columns + 4 * face);
      coarse.classes[cell] = coarse.objects[cell] = 1;
      coarse.boxes[4 * cell + 2] = coarse.boxes[4 * cell + 3] = std::log(side_ / 32);
    }
    return grids;
  }

 private:
  int faces_;
  float side_;
  std::vector<int>& widths_;
};

std::vector<int> looks_at(int faces, float side, int width = 4000) {
  std::vector<int> widths;
  Image picture(width, width * 3 / 4);
  std::fill(picture.rgb.begin(), picture.rgb.end(), std::uint8_t{128});
  make_yunet(std::make_unique<CountedFaces>(faces, side, widths))->detect(Raster(std::move(picture)));
  return widths;
}

TEST(SecondLook, IsTakenWhereNobodyManyOrSomebodySmallIsFound) {
  const std::vector<int> once = {640}, twice = {640, 1280};
  EXPECT_EQ(looks_at(0, 100), twice);
  EXPECT_EQ(looks_at(1, 100), once);
  EXPECT_EQ(looks_at(3, 100), once);
  EXPECT_EQ(looks_at(4, 100), twice) << "four are a group, and the fifth may stand behind";
  EXPECT_EQ(looks_at(1, 39), twice);
  EXPECT_EQ(looks_at(1, 41), once);
}

TEST(SecondLook, IsNotTakenWhereThereIsNothingMoreToSee) {
  EXPECT_EQ(looks_at(0, 100, 600), (std::vector{600}));
}

}  // namespace
}  // namespace facefs::test
