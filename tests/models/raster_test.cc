// SPDX-License-Identifier: Apache-2.0
// libjpeg's own conversion to RGB is the reference: the planes of a JPEG give the same bytes, in parts and as a whole.
#include "models/raster.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "models/orientation.h"
#include "models/shrink.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

/// Returns a picture that is smooth in places, so that colours cross their blocks, and noisy in others.
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
  Image copy(part.width, part.height);
  for (int y = 0; y < part.height; ++y) std::memcpy(copy.row(y), image.row(part.y + y) + 3 * part.x, copy.stride());
  return copy;
}

/// Expects the part's image to hold what `whole` has in its place.
void expect_part_of(const Image& whole, const Raster::Part& part) {
  EXPECT_EQ(part.image().width, part.place.width);
  EXPECT_EQ(part.image().height, part.place.height);
  EXPECT_TRUE(part.image().rgb == cut(whole, part.place).rgb)
      << part.place.x << "," << part.place.y << " " << part.place.width << "x" << part.place.height;
}

double mean_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.rgb.size(), b.rgb.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb[i]);
  return sum / static_cast<double>(a.rgb.size());
}

struct Kind {
  int across, down;
  bool progressive;
};

class JpegsWithColour : public testing::TestWithParam<Kind> {
 protected:
  std::string jpeg(const Image& image) const {
    const auto [across, down, progressive] = GetParam();
    return jpeg_of(image.rgb, image.width, image.height, {JCS_RGB, 3, progressive, 0, across, down});
  }
  std::string jpeg(int width, int height) const { return jpeg(patchwork(width, height)); }
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
          const Rect place = raster.within({x, y, width, height});
          EXPECT_EQ(place.x, x);
          EXPECT_EQ(place.y, y);
          EXPECT_EQ(place.width, std::min(width, 61 - x));
          EXPECT_EQ(place.height, std::min(height, 43 - y));
          expect_part_of(whole, raster.part({x, y, width, height}));
        }
}

TEST_P(JpegsWithColour, StandUprightInParts) {
  const std::string plain = jpeg(640, 479);
  for (int number = 1; number <= 8; ++number) {
    const auto orientation = static_cast<Orientation>(number);
    const Raster raster = raster_of(with_segment(plain, '\xe1', exif_with_orientation(number)));
    const Image upright = turned_upright(by_libjpeg(plain), orientation);
    ASSERT_EQ(raster.width(), upright.width) << number;
    ASSERT_EQ(raster.height(), upright.height) << number;
    EXPECT_TRUE(raster.whole().rgb == upright.rgb) << number;
    expect_part_of(upright, raster.part({upright.width - 50, -3, 90, 40}));
    expect_part_of(upright, raster.part({17, 9, 201, 333}));
  }
}

/// Planes are made small one by one, so colours are rounded and cut elsewhere, by less than anybody sees. Planes are
/// turned afterwards and RGB before, so the pixels that no box takes are at another edge.
TEST_P(JpegsWithColour, MadeSmallLookAsRgbMadeSmall) {
  const bool turned_last = GetParam().across == 2;
  for (const char* name : {"biden.jpg", "obama2.jpg"}) {
    const std::string plain = jpeg(decoded_image(bytes_of(photo(name))));
    const Image stored = by_libjpeg(plain);
    for (int number = 1; number <= 8; ++number) {
      const auto orientation = static_cast<Orientation>(number);
      const Raster raster = raster_of(with_segment(plain, '\xe1', exif_with_orientation(number)));
      for (const int side : {640, 333, 200}) {
        const Image small = raster.shrunk(side);
        const Image expected = turned_last ? turned_upright(shrunk(stored, side), orientation)
                                           : shrunk(turned_upright(stored, orientation), side);
        ASSERT_EQ(small.width, expected.width) << name << " " << number << " " << side;
        ASSERT_EQ(small.height, expected.height) << name << " " << number << " " << side;
        EXPECT_LT(mean_difference(small, expected), turned_last ? 1.5 : 1e-9) << name << " " << number << " " << side;
      }
    }
  }
}

TEST_P(JpegsWithColour, GiveNothingOfWhatLiesOutside) {
  const Raster raster = raster_of(with_segment(jpeg(64, 40), '\xe1', exif_with_orientation(6)));
  for (const Rect& outside : {Rect{40, 0, 5, 5}, Rect{-9, 0, 5, 5}, Rect{0, 1 << 28, 5, 5}, Rect{3, 3, 0, 0}}) {
    const Rect place = raster.within(outside);
    EXPECT_EQ(place.width * place.height, 0);
    EXPECT_EQ(raster.part(outside).image().rgb.empty(), GetParam().across == 2) << "RGB lends the whole";
  }
}

TEST_P(JpegsWithColour, AreTurnedWithAllTheirPixelsOrAsACopyOfAsMany) {
  const Raster photo = raster_of(with_segment(jpeg(61, 43), '\xe1', exif_with_orientation(6)));
  for (int number = 1; number <= 8; ++number) {
    const auto turn = static_cast<Orientation>(number);
    EXPECT_TRUE(photo.turned(turn, 61).whole().rgb == turned_upright(photo.whole(), turn).rgb) << number;
  }
}

TEST(Rasters, OfRgbAreTurnedAsASmallerCopy) {
  const Raster photo(patchwork(120, 60));
  const Image turned = photo.turned(Orientation::turned_90, 40).whole();
  EXPECT_EQ(turned.width, 20);
  EXPECT_EQ(turned.height, 40);
  EXPECT_EQ(turned.rgb, turned_upright(photo.shrunk(40), Orientation::turned_90).rgb);
}

TEST(Rasters, AreCutOutAsPicturesOfTheirOwn) {
  const Image image = patchwork(60, 40);
  const Image piece = Raster(image).cut_out({20, 10, 100, 20});
  ASSERT_EQ(piece.width, 40);
  ASSERT_EQ(piece.height, 20);
  for (int y = 0; y < piece.height; ++y)
    EXPECT_EQ(std::memcmp(piece.row(y), image.row(10 + y) + 60, piece.stride()), 0) << y;
}

TEST(Rasters, OfRgbLendWhatTheyHave) {
  const Raster raster(quarters());
  EXPECT_EQ(raster.part({1, 2, 3, 4}).image().rgb.data(), raster.part({0, 0, 64, 32}).image().rgb.data());
}

TEST_P(JpegsWithColour, GiveTheWholeAwayAndAreEmptyThen) {
  const std::string bytes = jpeg(61, 43);
  Raster raster = raster_of(bytes);
  EXPECT_TRUE(std::move(raster).whole().rgb == by_libjpeg(bytes).rgb);
  EXPECT_EQ(raster.width(), 0);  // NOLINT(bugprone-use-after-move): its state afterwards is promised
}

TEST(Rasters, OfAPhotosSizeTakeHalfTheMemoryOfRgb) {
  EXPECT_EQ(YccPlanes(4000, 3000, true).bytes.size(), 4000U * 3008 * 3 / 2);
  EXPECT_EQ(YccPlanes(4000, 3000, false).bytes.size(), 4000U * 3008 * 2);
}

}  // namespace
}  // namespace facefs::test
