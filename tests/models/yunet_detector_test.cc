// SPDX-License-Identifier: Apache-2.0
// What the detector makes of a network's grids, from one look at a picture or from two.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/detector_kinds.h"

namespace facefs::test {
namespace {

struct Seen {
  float x, y, side;  ///< of the picture that the network is shown
  float score = 0.9F;
  float object = 1;              ///< how sure it is that there is anything
  float nose_x = 0, nose_y = 0;  ///< from the middle of the face
};

/// Shows faces where a test wants them, in the finest grid, and remembers what it was shown.
class Network final : public YunetNetwork {
 public:
  using Show = std::function<std::vector<Seen>(int width)>;
  Network(Show show, std::vector<int>& widths) : show_(std::move(show)), widths_(widths) {}

  YunetGrids run(const Image& picture) override {
    widths_.push_back(picture.width);
    YunetGrids grids;
    for (std::size_t i = 0; i < grids.size(); ++i) {
      YunetGrid& grid = grids[i];
      grid.stride = YunetGrid::kStrides[i];
      grid.columns = whole_cells(picture.width) / grid.stride;
      grid.rows = whole_cells(picture.height) / grid.stride;
      const std::size_t cells = static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
      grid.classes.assign(cells, 0);
      grid.objects.assign(cells, 1);
      grid.boxes.assign(4 * cells, 0);
      grid.points.assign(10 * cells, 0);
    }
    for (const Seen& face : show_(picture.width)) put(grids[0], face);
    return grids;
  }

 private:
  static void put(YunetGrid& grid, const Seen& face) {
    const auto stride = static_cast<float>(grid.stride);
    const float x = (face.x + face.side / 2) / stride, y = (face.y + face.side / 2) / stride;
    const float column = std::floor(x), row = std::floor(y);
    const std::size_t cell =
        static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) + static_cast<std::size_t>(column);
    grid.classes[cell] = face.score * face.score;
    grid.objects[cell] = face.object;
    grid.boxes[4 * cell] = x - column;
    grid.boxes[4 * cell + 1] = y - row;
    grid.boxes[4 * cell + 2] = grid.boxes[4 * cell + 3] = std::log(face.side / stride);
    grid.points[10 * cell + 4] = x - column + face.nose_x / stride;
    grid.points[10 * cell + 5] = y - row + face.nose_y / stride;
  }

  Show show_;
  std::vector<int>& widths_;
};

class YunetDetector : public testing::Test {
 protected:
  std::vector<Detection> detect(int width, int height, Network::Show show) {
    widths.clear();
    return make_yunet(std::make_unique<Network>(std::move(show), widths))->detect(Raster(Image(width, height)));
  }
  std::vector<int> widths;  ///< of the pictures that the network was shown
};

void expect_box(const Box& box, float x, float y, float side) {
  EXPECT_NEAR(box.x, x, 0.1);
  EXPECT_NEAR(box.y, y, 0.1);
  EXPECT_NEAR(box.width, side, 0.1);
  EXPECT_NEAR(box.height, side, 0.1);
}

TEST_F(YunetDetector, TellsAFaceInThePhotosOwnPixels) {
  const auto found = detect(2560, 1920, [](int) { return std::vector<Seen>{{100, 60, 80}}; });
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0].box, 400, 240, 320);
  EXPECT_NEAR(found[0].score, 0.9, 1e-3);
  EXPECT_EQ(widths, std::vector<int>{640}) << "a large face needs no closer look";
}

TEST_F(YunetDetector, LooksCloserWhereNobodyIsFoundAndTellsThatFaceInThePhotosPixels) {
  const auto found = detect(2560, 1920, [](int width) {
    return width == 1280 ? std::vector<Seen>{{800, 500, 41}} : std::vector<Seen>{};
  });
  EXPECT_EQ(widths, (std::vector<int>{640, 1280}));
  ASSERT_EQ(found.size(), 1U);
  expect_box(found[0].box, 1600, 1000, 82);
}

TEST_F(YunetDetector, KeepsWhatOnlyTheFirstLookFoundAndOnlyOneOfWhatBothDid) {
  const auto found = detect(1280, 960, [](int width) {
    return width > 640 ? std::vector<Seen>{{202, 102, 60, 0.95F}, {900, 600, 24}}
                       : std::vector<Seen>{{100, 50, 30}, {300, 50, 120}};
  });
  ASSERT_EQ(found.size(), 3U) << "the best first";
  expect_box(found[0].box, 202, 102, 60);
  EXPECT_NEAR(found[0].score, 0.95, 1e-3);
}

TEST_F(YunetDetector, TakesWhatIsNothingForNoFace) {
  const auto found = detect(640, 480, [](int) {
    return std::vector<Seen>{{100, 60, 80, 0.95F, 0.3F}, {300, 60, 80, 0.95F, 0.81F}, {500, 60, 80, 0.69F}};
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, 0.95 * 0.9, 1e-3);
}

/// The numbers are those of docs/matching.md.
TEST_F(YunetDetector, FramesAFaceForItsLandmarksByItsNose) {
  const auto found = detect(640, 480, [](int) { return std::vector<Seen>{{100, 60, 80, 0.9F, 1, 12, 10}}; });
  ASSERT_EQ(found.size(), 1U);
  const Point middle = found[0].landmark_box.centre();
  EXPECT_NEAR(middle.x, 140 + 0.5 * 12, 0.1);
  EXPECT_NEAR(middle.y, 100 + 0.6 * 10, 0.1);
  EXPECT_NEAR(found[0].landmark_box.width, 0.955 * 80, 0.1);
}

TEST_F(YunetDetector, LooksAThirdTimeWhereTheSecondLookFindsManyWhoAreSmall) {
  const auto looks_at = [&](int faces, float side) {
    return detect(5000, 3750, [=](int width) {
      std::vector<Seen> seen;
      for (int face = 0; face < faces && width == 1280; ++face)
        seen.push_back({20 + 200 * static_cast<float>(face), 60, face == 0 ? side : 39});
      if (width == 2560) seen.push_back({1600, 1000, 16});
      return seen;
    });
  };
  const auto found = looks_at(4, 39);
  EXPECT_EQ(widths, (std::vector<int>{640, 1280, 2560, 2560})) << "in two bands";
  ASSERT_EQ(found.size(), 6U);
  looks_at(4, 41);
  EXPECT_EQ(widths, (std::vector<int>{640, 1280})) << "three are small";
  detect(1000, 750, [](int width) { return width > 640 ? std::vector<Seen>{{80, 50, 20}} : std::vector<Seen>{}; });
  EXPECT_EQ(widths, (std::vector<int>{640, 1000})) << "there is nothing closer";
}

/// The third look is 2,560 x 1,920 pixels, in bands of 1,024 rows.
TEST_F(YunetDetector, LooksAThirdTimeInBandsThatCutNoFace) {
  const auto found_at = [&](float y) {
    const auto found = detect(2560, 1920, [=](int width) {
      std::vector<Seen> seen;
      for (int face = 0; face < 4 && width == 1280; ++face)
        seen.push_back({20 + 200 * static_cast<float>(face), 10, 39});
      if (width == 2560) seen.push_back({1600, y, 60});
      return seen;
    });
    std::vector<float> tops;
    for (const Detection& face : found)
      if (face.box.x > 1590 && face.box.x < 1610) tops.push_back(face.box.y);
    std::sort(tops.begin(), tops.end());
    return tops;
  };
  EXPECT_THAT(found_at(500), testing::ElementsAre(testing::FloatNear(500, 0.1F), testing::FloatNear(1396, 0.1F)));
  EXPECT_THAT(found_at(0), testing::ElementsAre(testing::FloatNear(0, 0.1F))) << "of the lower band it is the edge";
  EXPECT_THAT(found_at(964), testing::ElementsAre(testing::FloatNear(1860, 0.1F))) << "of the upper band likewise";
}

/// Shrunk to 640 pixels, a strip would be too low for any face.
TEST_F(YunetDetector, LooksAtAStripInSquaresThatOverlapByHalf) {
  for (const bool upright : {false, true}) {
    const auto found = detect(upright ? 600 : 3000, upright ? 3000 : 600, [](int width) {
      return width == 600 ? std::vector<Seen>{{100, 60, 80}} : std::vector<Seen>{};
    });
    ASSERT_EQ(std::count(widths.begin(), widths.end(), 600), upright ? 9 : 9);
    ASSERT_EQ(found.size(), 9U);
    std::vector<float> starts;
    for (const Detection& face : found) starts.push_back(upright ? face.box.y - 60 : face.box.x - 100);
    std::sort(starts.begin(), starts.end());
    for (std::size_t i = 0; i < starts.size(); ++i) EXPECT_NEAR(starts[i], 300 * static_cast<float>(i), 0.1);
  }
  detect(1200, 600, [](int) { return std::vector<Seen>{{100, 60, 80}}; });
  EXPECT_EQ(widths, std::vector<int>{640}) << "twice as wide as high is no strip";
}

TEST_F(YunetDetector, LooksCloserWhereManyOrSomebodySmallIsFound) {
  const std::vector<int> once = {640}, twice = {640, 1280};
  const auto looks_at = [&](int faces, float side) {
    detect(2560, 1920, [=](int) {
      std::vector<Seen> seen;
      for (int face = 0; face < faces; ++face) seen.push_back({20 + 130 * static_cast<float>(face), 60, side});
      return seen;
    });
    return widths;
  };
  EXPECT_EQ(looks_at(3, 100), once);
  EXPECT_EQ(looks_at(4, 100), twice) << "four are a group, and the fifth may stand behind";
  EXPECT_EQ(looks_at(1, 39), twice);
  EXPECT_EQ(looks_at(1, 41), once);
}

TEST_F(YunetDetector, TakesAFaceThatManyCellsSeeForOne) {
  const auto found = detect(2560, 1920, [](int) {
    std::vector<Seen> seen;
    for (int cell = 0; cell < 9; ++cell) seen.push_back({100 + 8 * static_cast<float>(cell), 60, 120});
    return seen;
  });
  EXPECT_EQ(found.size(), 1U);
  EXPECT_EQ(widths, std::vector<int>{640}) << "nine cells are no group";
}

TEST_F(YunetDetector, LooksOnceAtAPictureThatIsNotLarger) {
  detect(640, 480, [](int) { return std::vector<Seen>{}; });
  EXPECT_EQ(widths, std::vector<int>{640});
}

}  // namespace
}  // namespace facefs::test
