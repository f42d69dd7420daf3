// SPDX-License-Identifier: Apache-2.0
#include "models/decode.h"

#include <gtest/gtest.h>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

struct Colour {
  int red, green, blue;
};

Colour colour_at(const Image& image, double x, double y) {
  const auto* pixel = image.row(static_cast<int>(y * image.height)) + 3 * static_cast<int>(x * image.width);
  return {pixel[0], pixel[1], pixel[2]};
}

void expect_near(const Colour& found, const Colour& wanted, const char* where) {
  EXPECT_NEAR(found.red, wanted.red, 40) << where;
  EXPECT_NEAR(found.green, wanted.green, 40) << where;
  EXPECT_NEAR(found.blue, wanted.blue, 40) << where;
}

constexpr Colour kRed{255, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kWhite{255, 255, 255};

void expect_upright_quarters(const std::string& bytes) {
  const Image image = decoded_image(bytes);
  ASSERT_EQ(image.width, 64);
  ASSERT_EQ(image.height, 32);
  expect_near(colour_at(image, 0.25, 0.25), kRed, "top left");
  expect_near(colour_at(image, 0.75, 0.25), kGreen, "top right");
  expect_near(colour_at(image, 0.25, 0.75), kBlue, "bottom left");
  expect_near(colour_at(image, 0.75, 0.75), kWhite, "bottom right");
}

Unreadable refusal_of(const std::string& bytes, const DecodeLimits& limits = {}) {
  const auto decoded = decode(as_bytes(bytes), limits);
  if (const auto* why = std::get_if<Unreadable>(&decoded)) return *why;
  ADD_FAILURE() << "it was decoded";
  return {};
}

/// Returns the stored picture that is upright once it is turned as the tag says. This is EXIF's own definition, written
/// out.
Image stored_for(int orientation) {
  const Image upright = quarters();
  const bool swaps = orientation >= 5;
  Image stored = swaps ? Image(upright.height, upright.width) : Image(upright.width, upright.height);
  for (int y = 0; y < upright.height; ++y)
    for (int x = 0; x < upright.width; ++x) {
      const int right = upright.width - 1 - x, down = upright.height - 1 - y;
      // Where row 0 and column 0 of the stored picture are seen (EXIF 2.3, 4.6.4): 1 top left, 2 top right, 3 bottom
      // right, 4 bottom left, 5 left top, 6 right top, 7 right bottom, 8 left bottom.
      const int row = orientation <= 2                         ? y
                      : orientation <= 4                       ? down
                      : (orientation == 5 || orientation == 8) ? x
                                                               : right;
      const int column = (orientation == 1 || orientation == 4) ? x
                         : orientation <= 3                     ? right
                         : orientation <= 6                     ? y
                                                                : down;
      std::memcpy(stored.row(row) + 3 * column, upright.row(y) + 3 * x, 3);
    }
  return stored;
}

class EveryOrientation : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Decode, EveryOrientation, testing::Range(1, 9));

TEST_P(EveryOrientation, OfAJpegComesOutUpright) {
  const std::string jpeg = text_of(encode(stored_for(GetParam()), ImageFormat::jpeg));
  expect_upright_quarters(with_segment(jpeg, '\xe1', exif_with_orientation(GetParam())));
}

TEST_P(EveryOrientation, OfAPngComesOutUpright) {
  const std::string png = text_of(encode(stored_for(GetParam()), ImageFormat::png));
  expect_upright_quarters(png_with_exif(png, exif_with_orientation(GetParam()).substr(6)));
}

TEST_P(EveryOrientation, OfAWebpComesOutUpright) {
  const Image stored = stored_for(GetParam());
  const std::string webp = text_of(encode(stored, ImageFormat::webp));
  expect_upright_quarters(webp_with_exif(webp, stored.width, stored.height, exif_with_orientation(GetParam())));
}

TEST(Decode, TellsTheFormatByTheFirstBytes) {
  for (const auto format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp})
    expect_upright_quarters(text_of(encode(quarters(), format)));
}

TEST(Decode, MakesRgbOfGrey) {
  const Image png = decoded_image(png_of(std::vector<std::uint8_t>(16 * 16, 90), 16, 16, 8, PNG_COLOR_TYPE_GRAY));
  for (const std::uint8_t value : png.rgb) ASSERT_EQ(value, 90);
  const Image image = decoded_image(jpeg_of(std::vector<std::uint8_t>(16 * 16, 90), 16, 16, {JCS_GRAYSCALE, 1}));
  expect_near(colour_at(image, 0.5, 0.5), {90, 90, 90}, "grey");
}

TEST(Decode, MakesRgbOfInvertedCmyk) {
  std::vector<std::uint8_t> rows;
  for (int i = 0; i < 16 * 16; ++i) rows.insert(rows.end(), {200, 20, 20, 255});  // inverted: much red, no black
  const Image image = decoded_image(jpeg_of(rows, 16, 16, {JCS_CMYK, 4}));
  expect_near(colour_at(image, 0.5, 0.5), {200, 20, 20}, "cmyk");
}

/// Photoshop writes it like this.
TEST(Decode, MakesRgbOfYcck) {
  std::vector<std::uint8_t> rows;
  for (int i = 0; i < 16 * 16; ++i) rows.insert(rows.end(), {200, 20, 20, 255});
  JpegOptions ycck{JCS_CMYK, 4};
  ycck.stored = JCS_YCCK;
  expect_near(colour_at(decoded_image(jpeg_of(rows, 16, 16, ycck)), 0.5, 0.5), {200, 20, 20}, "ycck");
}

TEST(Decode, ReadsProgressiveJpegs) {
  const Image image = quarters();
  expect_upright_quarters(jpeg_of(image.rgb, image.width, image.height, {JCS_RGB, 3, true}));
}

TEST(Decode, MakesRgbOfSixteenBitsOfGreyOfAPaletteAndOfTransparency) {
  const std::vector<std::uint8_t> sixteen = {200, 0, 10, 0, 30, 0};
  expect_near(colour_at(decoded_image(png_of(sixteen, 1, 1, 16, PNG_COLOR_TYPE_RGB)), 0, 0), {200, 10, 30}, "16 bits");
  const std::vector<std::uint8_t> grey = {90, 5, 200, 255};
  const Image two = decoded_image(png_of(grey, 2, 1, 8, PNG_COLOR_TYPE_GRAY_ALPHA));
  expect_near(colour_at(two, 0, 0), {90, 90, 90}, "grey, with alpha");
  expect_near(colour_at(two, 0.5, 0), {200, 200, 200}, "grey, with alpha");
  const std::vector<png_color> palette = {{1, 2, 3}, {10, 200, 30}};
  expect_near(colour_at(decoded_image(png_of(std::vector<std::uint8_t>{1}, 1, 1, 8, PNG_COLOR_TYPE_PALETTE,
                                             PNG_INTERLACE_NONE, palette)),
                        0, 0),
              {10, 200, 30}, "palette");
  expect_near(
      colour_at(decoded_image(png_of(std::vector<std::uint8_t>{90, 80, 70, 5}, 1, 1, 8, PNG_COLOR_TYPE_RGBA)), 0, 0),
      {90, 80, 70}, "alpha");
}

TEST(Decode, ReadsInterlacedPngs) {
  const Image image = quarters();
  expect_upright_quarters(png_of(image.rgb, 64, 32, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7));
}

TEST(Decode, ReadsTheRealThirtyTwoBitPng) {
  const Image image = decoded_image(bytes_of(photo("32bit.png")));
  EXPECT_GT(image.width, 100);
}

TEST(Decode, UsesAJpegOfWhichOnlyTheLastRowsAreMissing) {
  const std::string whole = bytes_of(photo("obama.jpg"));
  const auto decoded = decode(as_bytes(whole.substr(0, whole.size() * 97 / 100)), {});
  ASSERT_TRUE(std::holds_alternative<Decoded>(decoded));
  EXPECT_NE(std::get<Decoded>(decoded).damage.sentence, "");
  EXPECT_EQ(std::get<Decoded>(decode(as_bytes(whole), {})).damage.sentence, "");
}

std::string progressive_photo() {
  const Image image = decoded_image(bytes_of(photo("obama.jpg")));
  return jpeg_of(image.rgb, image.width, image.height, {JCS_RGB, 3, true});
}

TEST(Decode, UsesAProgressiveJpegOfWhichOnlyRefinementsAreMissing) {
  const std::string whole = progressive_photo();
  const auto decoded = decode(as_bytes(whole.substr(0, whole.size() * 97 / 100)), {});
  ASSERT_TRUE(std::holds_alternative<Decoded>(decoded));
  EXPECT_NE(std::get<Decoded>(decoded).damage.sentence, "");
}

TEST(Decode, RefusesAProgressiveJpegThatIsOnlyARoughSketch) {
  const std::string whole = progressive_photo();
  EXPECT_EQ(refusal_of(whole.substr(0, whole.size() / 10)).reason, Reason::truncated);
}

TEST(Decode, RefusesAJpegOfWhichLittleArrived) {
  const std::string whole = bytes_of(photo("obama.jpg"));
  EXPECT_EQ(refusal_of(whole.substr(0, whole.size() / 20)).reason, Reason::truncated);
}

TEST(Decode, RefusesACutPng) {
  EXPECT_EQ(refusal_of(black_png(900, 900).substr(0, 60)).reason, Reason::truncated);
}

TEST(Decode, RefusesACutWebp) {
  const std::string whole = text_of(encode(quarters(640), ImageFormat::webp));
  EXPECT_EQ(refusal_of(whole.substr(0, whole.size() / 2)).reason, Reason::truncated);
}

TEST(Decode, SaysWhatIsNoPicture) {
  EXPECT_EQ(refusal_of("").reason, Reason::empty);
  EXPECT_EQ(refusal_of("hello\n").reason, Reason::not_an_image);
  EXPECT_EQ(refusal_of("\xff\xd8\xff and then nothing of a JPEG").reason, Reason::not_an_image);
}

TEST(Decode, RefusesABombBeforeAnythingIsAllocated) {
  EXPECT_EQ(refusal_of(black_png(20000, 20000)).reason, Reason::too_large);
  EXPECT_TRUE(std::holds_alternative<Decoded>(decode(as_bytes(black_png(60000, 4)), {})))
      << "long, but within the limits";
  DecodeLimits small;
  small.side = 1000;
  EXPECT_EQ(refusal_of(black_png(60000, 4), small).reason, Reason::too_large);
}

TEST(Decode, TakesAPictureOfAsManyMegapixelsAsAreAllowed) {
  DecodeLimits limits;
  limits.megapixels = 0.1;
  EXPECT_TRUE(std::holds_alternative<Decoded>(decode(as_bytes(black_png(400, 250)), limits)));
  EXPECT_EQ(refusal_of(black_png(401, 250), limits).reason, Reason::too_large);
}

TEST(Decode, HoldsItsLimitsForEveryFormat) {
  DecodeLimits pixels, side;
  pixels.megapixels = 0.0005;
  side.side = 47;
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    const std::string bytes = text_of(encode(side_by_side({quarters(24), quarters(24)}), format));
    EXPECT_TRUE(std::holds_alternative<Decoded>(decode(as_bytes(bytes), {})));
    EXPECT_EQ(refusal_of(bytes, pixels).reason, Reason::too_large) << static_cast<int>(format);
    EXPECT_EQ(refusal_of(bytes, side).reason, Reason::too_large) << static_cast<int>(format);
  }
}

TEST(Decode, TellsWhenAPictureOfEachFormatWasTaken) {
  const Image image = quarters();
  const std::string exif = exif_with_date("2019:07:14 18:03:22");
  const std::string png = text_of(encode(image, ImageFormat::png)), webp = text_of(encode(image, ImageFormat::webp));
  for (const std::string& bytes : {with_segment(text_of(encode(image, ImageFormat::jpeg)), '\xe1', exif),
                                   png_with_exif(png, exif.substr(6)), webp_with_exif(webp, 64, 32, exif)})
    EXPECT_EQ(std::get<Decoded>(decode(as_bytes(bytes), {})).facts.taken, 1'563'127'402);
}

TEST(Decode, TellsHowAPictureOfEachFormatIsStored) {
  const Image image = quarters();
  const std::string exif = exif_with_orientation(6);
  const std::string png = text_of(encode(image, ImageFormat::png)), webp = text_of(encode(image, ImageFormat::webp));
  for (const std::string& bytes : {with_segment(text_of(encode(image, ImageFormat::jpeg)), '\xe1', exif),
                                   png_with_exif(png, exif.substr(6)), webp_with_exif(webp, 64, 32, exif)})
    EXPECT_EQ(std::get<Decoded>(decode(as_bytes(bytes), {})).facts.orientation, 6);
  EXPECT_EQ(std::get<Decoded>(decode(as_bytes(png), {})).facts, PhotoFacts{}) << "which tells nothing";
}

TEST(Decode, ReadsAJpegOfAsManyScansAsAreAllowed) {
  const Image image = quarters();
  const std::string ten = jpeg_of(image.rgb, image.width, image.height, {JCS_RGB, 3, true});
  DecodeLimits limits;
  limits.jpeg_scans = 10;
  EXPECT_TRUE(std::holds_alternative<Decoded>(decode(as_bytes(ten), limits)));
  limits.jpeg_scans = 9;
  EXPECT_EQ(refusal_of(ten, limits).sentence, "JPEG: more than 9 scans");
}

TEST(Decode, RefusesAJpegOfTooManyScans) {
  DecodeLimits limits;
  limits.jpeg_scans = 20;
  const Image image = quarters();
  const std::string bomb = jpeg_of(image.rgb, image.width, image.height, {JCS_RGB, 3, true, 150});
  EXPECT_EQ(refusal_of(bomb, limits).reason, Reason::too_large);
}

TEST(Decode, TakesTheLargestLegalPhoto) {
  const std::string large = black_png(16320, 12240);
  const auto decoded = decode(as_bytes(large), {});
  EXPECT_TRUE(std::holds_alternative<Decoded>(decoded));
}

/// Tells whether the bytes are a picture. Expects either answer to be whole: each row is there, or the refusal has its
/// sentence.
bool is_picture(const std::string& bytes) {
  const auto decoded = decode(as_bytes(bytes), {});
  if (const auto* why = std::get_if<Unreadable>(&decoded)) {
    EXPECT_NE(why->sentence, "");
    return false;
  }
  const Raster& raster = std::get<Decoded>(decoded).raster;
  const Image image = raster.whole();
  EXPECT_EQ(image.width, raster.width());
  EXPECT_EQ(image.height, raster.height());
  EXPECT_EQ(image.rgb.size(), image.stride() * static_cast<std::size_t>(image.height));
  return true;
}

TEST(Decode, MakesAWholePictureOrARefusalOfEveryCutAndManyFlips) {
  const std::string whole = text_of(encode(quarters(), ImageFormat::jpeg));
  ASSERT_TRUE(is_picture(whole));
  for (std::size_t length = 0; length < whole.size() / 2; ++length)
    EXPECT_FALSE(is_picture(whole.substr(0, length))) << length;
  for (std::size_t length = whole.size() / 2; length < whole.size(); ++length) is_picture(whole.substr(0, length));
  std::size_t pictures = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x5a);
    pictures += is_picture(flipped) ? 1 : 0;
  }
  EXPECT_GT(pictures, 0U) << "a flip in the picture's data is no reason to refuse it";
  EXPECT_LT(pictures, whole.size()) << "a flip in the header is";
}

}  // namespace
}  // namespace facefs::test
