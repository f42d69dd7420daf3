// SPDX-License-Identifier: Apache-2.0
// libjpeg's own conversion to RGB is the reference: a JPEG's planes give the same bytes, in parts and as a whole.
#include "models/raster.h"

#include <gtest/gtest.h>

#include <random>

#include "models/orientation.h"
#include "models/shrink.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

/// Smooth in places, so that colours cross their blocks, and loud in others.
Image patchwork(int width, int height) {
  Image image(width, height);
  std::mt19937 random(7);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < 3 * width; ++x)
      image.row(y)[x] = static_cast<std::uint8_t>((x / 24 + y / 8) % 2 ? random() : 3 * x + 5 * y + 40 * (x % 3));
  return image;
}

Image by_libjpeg(const std::string& jpeg) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, as_bytes(jpeg).data(), jpeg.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  Image image(static_cast<int>(info.output_width), static_cast<int>(info.output_height));
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* row = image.row(y);
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return image;
}

Raster raster_of(const std::string& jpeg) {
  return std::get<Decoded>(decode(as_bytes(jpeg), {})).raster;
}

Image cut(const Image& image, const Rect& part) {
  return Raster(image).part(part).image;
}

struct Kind {
  int across, down;
  bool progressive;
};

class JpegsWithColour : public testing::TestWithParam<Kind> {
 protected:
  std::string jpeg(int width, int height) const {
    const auto [across, down, progressive] = GetParam();
    return jpeg_of(patchwork(width, height).rgb, width, height, {JCS_RGB, 3, progressive, 0, across, down});
  }
};
INSTANTIATE_TEST_SUITE_P(Rasters, JpegsWithColour,
                         testing::Values(Kind{2, 2, false}, Kind{2, 2, true}, Kind{2, 1, false}, Kind{2, 1, true},
                                         Kind{1, 1, false}, Kind{1, 2, false}, Kind{4, 1, false}),
                         [](const auto& kind) {
                           return std::to_string(kind.param.across) + "To1AcrossAnd" + std::to_string(kind.param.down) +
                                  "To1Down" + (kind.param.progressive ? "Progressive" : "");
                         });

TEST_P(JpegsWithColour, AreWhatLibjpegMakesOfThem) {
  for (const auto& [width, height] : std::vector<std::pair<int, int>>{
           {64, 48}, {65, 47}, {33, 17}, {16, 16}, {7, 9}, {5, 1}, {4, 4}, {3, 2}, {1, 1}, {100, 1}, {2, 90}}) {
    const std::string bytes = jpeg(width, height);
    EXPECT_TRUE(raster_of(bytes).whole().rgb == by_libjpeg(bytes).rgb) << width << " x " << height;
  }
}

TEST_P(JpegsWithColour, AreTheSameInParts) {
  const std::string bytes = jpeg(61, 43);
  const Raster raster = raster_of(bytes);
  const Image whole = by_libjpeg(bytes);
  for (int x : {0, 1, 2, 31, 60})
    for (int y : {0, 1, 2, 21, 42})
      for (int width : {1, 2, 3, 29})
        for (int height : {1, 2, 22}) {
          const Rect wanted{x, y, width, height};
          const Raster::Part part = raster.part(wanted);
          EXPECT_EQ(part.place.width, std::min(width, 61 - x));
          EXPECT_EQ(part.place.height, std::min(height, 43 - y));
          EXPECT_TRUE(part.image.rgb == cut(whole, wanted).rgb) << x << "," << y << " " << width << "x" << height;
        }
}

TEST_P(JpegsWithColour, StandUprightInPartsAndSmallToo) {
  const std::string plain = jpeg(640, 479);
  for (int number = 1; number <= 8; ++number) {
    const auto orientation = static_cast<Orientation>(number);
    const Raster raster = raster_of(with_segment(plain, '\xe1', exif_with_orientation(number)));
    const Image upright = turned_upright(by_libjpeg(plain), orientation);
    ASSERT_EQ(raster.width(), upright.width) << number;
    ASSERT_EQ(raster.height(), upright.height) << number;
    EXPECT_TRUE(raster.whole().rgb == upright.rgb) << number;
    const Rect corner{upright.width - 50, -3, 90, 40};
    EXPECT_TRUE(raster.part(corner).image.rgb == cut(upright, corner).rgb) << number;
    const Image small = raster.shrunk(160);
    EXPECT_EQ(small.width, shrunk(upright, 160).width) << number;
    EXPECT_EQ(small.height, shrunk(upright, 160).height) << number;
  }
}

double mean_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.rgb.size(), b.rgb.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

/// Its planes are made small one by one, so colours are rounded and cut elsewhere: by less than anybody sees.
TEST(Rasters, MadeSmallLookAsRgbMadeSmall) {
  for (const char* name : {"biden.jpg", "obama.jpg", "obama2.jpg"}) {
    const std::string bytes = bytes_of(photo(name));
    for (const int side : {640, 333, 200, 64}) {
      const Image small = raster_of(bytes).shrunk(side);
      EXPECT_LT(mean_difference(small, shrunk(by_libjpeg(bytes), side)), 1.0) << name << " " << side;
    }
  }
}

TEST(Rasters, GiveNothingOfWhatLiesOutside) {
  const Raster raster(quarters());
  for (const Rect& outside : {Rect{64, 0, 5, 5}, Rect{-9, 0, 5, 5}, Rect{0, 1 << 28, 5, 5}, Rect{3, 3, 0, 0}}) {
    const Raster::Part part = raster.part(outside);
    EXPECT_TRUE(part.image.rgb.empty()) << outside.x << "," << outside.y;
  }
}

TEST(Rasters, OfAPhotosSizeTakeHalfTheMemoryOfRgb) {
  EXPECT_EQ(YccPlanes(4000, 3000, true).bytes.size(), 4000U * 3008 * 3 / 2);
  EXPECT_EQ(YccPlanes(4000, 3000, false).bytes.size(), 4000U * 3008 * 2);
}

}  // namespace
}  // namespace facefs::test
