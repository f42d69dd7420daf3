// SPDX-License-Identifier: Apache-2.0
// Pictures that facefs makes for people to look at: with frames and names, cut out, and as files of a given size.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "models/encode.h"
#include "models/face_crop.h"
#include "models/label.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

constexpr std::uint8_t kGround = 128;

Image plain(int width, int height, std::uint8_t value = kGround) {
  Image image(width, height);
  std::fill(image.rgb.begin(), image.rgb.end(), value);
  return image;
}

Image labelled(const std::vector<Label>& labels, int width = 800, int height = 400) {
  Image image = plain(width, height);
  draw_labels(image, labels);
  return image;
}

/// Returns the smallest rectangle around all that is clearly red.
Rect name_in(const Image& image, const Rect& within) {
  int left = image.width, top = image.height, right = -1, bottom = -1;
  for (int y = within.y; y < within.y + within.height; ++y)
    for (int x = within.x; x < within.x + within.width; ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      if (pixel[0] < pixel[1] + 60 || pixel[0] < pixel[2] + 60) continue;
      left = std::min(left, x), right = std::max(right, x);
      top = std::min(top, y), bottom = std::max(bottom, y);
    }
  return right < 0 ? Rect{} : Rect{left, top, right - left + 1, bottom - top + 1};
}

Rect name_in(const Image& image) {
  return name_in(image, {0, 0, image.width, image.height});
}

bool is_green(const Image& image, int x, int y) {
  const std::uint8_t* pixel = image.row(y) + 3 * x;
  return pixel[0] == 0 && pixel[1] == 255 && pixel[2] == 0;
}

TEST(Labels, AreAGreenFrameAndARedNameAboveItForEachFace) {
  const Image image = labelled({{{100, 150, 100, 100}, "Ann"}, {{500, 200, 80, 80}, "Joe"}});
  for (const auto& [x, y] : {std::pair(100, 200), {200, 200}, {150, 150}, {150, 250}, {500, 240}, {540, 280}})
    EXPECT_TRUE(is_green(image, x, y)) << x << "," << y;
  EXPECT_FALSE(is_green(image, 150, 200)) << "nothing is drawn over the face";
  const Rect ann = name_in(image, {0, 0, 400, 400}), joe = name_in(image, {400, 0, 400, 400});
  EXPECT_NEAR(ann.x, 100, 4);
  EXPECT_NEAR(ann.y + ann.height, 150 - 10, 3);
  EXPECT_NEAR(joe.x, 500, 6);
  EXPECT_NEAR(joe.y + joe.height, 200 - 10, 3);
}

TEST(Labels, AreLargerInALargerPhoto) {
  const Box box{400, 800, 100, 100};
  const Rect small = name_in(labelled({{box, "Ann"}}, 1200, 1200)),
             large = name_in(labelled({{box, "Ann"}}, 1200, 4800));
  EXPECT_NEAR(large.height, 4 * small.height, small.height);
  EXPECT_TRUE(is_green(labelled({{box, "Ann"}}, 1200, 4800), 397, 850)) << "eight pixels wide";
}

TEST(Labels, BeginWithinThePhotoWhereTheFaceDoesNot) {
  const Rect within = name_in(labelled({{{0, 150, 100, 100}, "Ann"}}));
  const Rect beyond = name_in(labelled({{{-60, 150, 160, 100}, "Ann"}}));
  EXPECT_EQ(std::tie(beyond.x, beyond.width), std::tie(within.x, within.width));
}

TEST(Labels, HaveOneMarkForEachLetterThatTheFontLacks) {
  const Box box{100, 150, 100, 100};
  EXPECT_TRUE(labelled({{box, "Zo\u00eb \u738b"}}).rgb == labelled({{box, "Zo? ?"}}).rgb);
  EXPECT_TRUE(labelled({{box, "A\nnn\x7f"}}).rgb == labelled({{box, "Ann"}}).rgb) << "and none for what is no letter";
}

/// Returns a white photo with two black dots, one for each eye.
Raster with_eyes(const Point& left, const Point& right) {
  Image image = plain(200, 200, 255);
  for (const Point& eye : {left, right})
    for (int y = -4; y <= 4; ++y)
      for (int x = -4; x <= 4; ++x)
        std::fill_n(image.row(static_cast<int>(eye.y) + y) + 3 * (static_cast<int>(eye.x) + x), 3, std::uint8_t{0});
  return image;
}

struct Dots {
  double x = 0, y = 0;
};

/// Returns the middle of the dark pixels between the columns `from` and `to`.
Dots dark_middle(const Image& image, int from, int to) {
  double x_sum = 0, y_sum = 0, count = 0;
  for (int y = 0; y < image.height; ++y)
    for (int x = from; x < to; ++x)
      if (image.row(y)[3 * x] < 100) x_sum += x, y_sum += y, ++count;
  return {x_sum / std::max(count, 1.0), y_sum / std::max(count, 1.0)};
}

TEST(FaceCrops, AreTwiceAsWideAsTheFaceAndStandLevel) {
  const Box box{70, 70, 60, 60};
  for (const int rise : {-20, 0, 20}) {
    const Point left{115, static_cast<float>(100 + rise / 2)}, right{85, static_cast<float>(100 - rise / 2)};
    const Image crop = face_crop(with_eyes(left, right), box, {right, left}, 120);
    ASSERT_EQ(std::tie(crop.width, crop.height), std::make_tuple(120, 120));
    const Dots a = dark_middle(crop, 0, 60), b = dark_middle(crop, 60, 120);
    EXPECT_NEAR(a.y, 60, 2) << rise;
    EXPECT_NEAR(b.y, 60, 2) << rise;
    EXPECT_NEAR(b.x - a.x, std::hypot(30, rise), 2) << "a pixel of the photo is one of the crop: " << rise;
  }
}

TEST(FaceCrops, AreDarkGreyBeyondThePhoto) {
  const Raster photo(plain(100, 100, 255));
  const Image crop = face_crop(photo, {-20, 40, 40, 40}, {{-10, 50}, {10, 50}}, 80);
  EXPECT_EQ(crop.row(40)[0], 48);
  EXPECT_EQ(crop.row(40)[3 * 79], 255);
}

Image noise(int width, int height) {
  Image image(width, height);
  std::mt19937 random(1);
  for (std::uint8_t& value : image.rgb) value = static_cast<std::uint8_t>(random());
  return image;
}

TEST(Encoded, JpegsKeepAThinRedLineRed) {
  Image image = plain(64, 64);
  for (int y = 0; y < 64; ++y)
    std::copy_n(std::begin({std::uint8_t{255}, std::uint8_t{0}, std::uint8_t{0}}), 3, image.row(y) + 3 * 31);
  const Image back = decoded_image(text_of(encode(image, ImageFormat::jpeg)));
  EXPECT_GT(back.row(32)[3 * 31], 220);
  EXPECT_LT(back.row(32)[3 * 31 + 1], 40);
  EXPECT_NEAR(back.row(32)[3 * 32], kGround, 25) << "its neighbour is as it was";
  EXPECT_NEAR(back.row(32)[3 * 32 + 1], kGround, 25);
}

TEST(Encoded, FitIsWhatIsAskedForToTheByte) {
  const Image image = noise(64, 64);
  const std::size_t natural = encode(image, ImageFormat::jpeg).size();
  for (const std::size_t bytes : {natural + 5000, natural, natural - 1, natural / 2, natural / 4, std::size_t{1000}}) {
    const std::vector<std::uint8_t> jpeg = encode_to_fit(image, bytes);
    EXPECT_EQ(jpeg.size(), bytes);
    const Image back = decoded_image(text_of(jpeg));
    EXPECT_EQ(back.width, bytes >= natural / 2 ? 64 : back.width) << "rather of less quality than smaller: " << bytes;
  }
  EXPECT_THROW(encode_to_fit(image, 100), std::runtime_error);
}

TEST(Encoded, FitIsTheWholePictureHalvedWhereNoQualityFits) {
  const Image image = noise(64, 32);
  Image four = quarters(128);  // each of its pixels is a little noisy
  for (std::size_t i = 0; i < four.rgb.size(); ++i)
    four.rgb[i] = four.rgb[i] ? 215 + image.rgb[i % image.rgb.size()] % 40 : image.rgb[i % image.rgb.size()] % 40;
  const Image back = decoded_image(text_of(encode_to_fit(four, 1100)));
  ASSERT_LT(back.width, 128);
  ASSERT_EQ(back.width, 2 * back.height);
  const auto at = [&](int x, int y) { return back.row(y * back.height / 4) + 3 * (x * back.width / 4); };
  EXPECT_GT(at(1, 1)[0], 150);
  EXPECT_LT(at(1, 1)[1], 100);
  EXPECT_GT(at(3, 1)[1], 150);
  EXPECT_LT(at(3, 1)[0], 100);
  EXPECT_GT(at(1, 3)[2], 150);
  EXPECT_LT(at(1, 3)[0], 100);
}

TEST(Encoded, PngsAreThePicture) {
  const Image image = noise(31, 17);
  EXPECT_TRUE(decoded_image(text_of(encode(image, ImageFormat::png))).rgb == image.rgb);
}

TEST(Encoded, WebpsEndAtTheirLargestSide) {
  EXPECT_THROW(encode(plain(16384, 1), ImageFormat::webp), std::runtime_error);
}

}  // namespace
}  // namespace facefs::test
