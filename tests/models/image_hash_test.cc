// SPDX-License-Identifier: Apache-2.0
#include "models/image_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

ImageHash hash_of(const std::string& bytes) {
  return drawn_in(as_bytes(bytes)).hash;
}

TEST(ImageHash, StaysWhenAJpegGetsACaption) {
  const std::string jpeg = bytes_of(photo("obama.jpg"));
  EXPECT_EQ(hash_of(jpeg), hash_of(with_segment(jpeg, '\xfe', "a caption")));
  EXPECT_EQ(hash_of(jpeg), hash_of(with_segment(jpeg, '\xed', "Photoshop 3.0")));
}

TEST(ImageHash, StaysWhenBytesFollowTheEndOfTheImage) {
  const std::string jpeg = bytes_of(photo("obama.jpg"));
  EXPECT_EQ(hash_of(jpeg), hash_of(jpeg + "another picture, as some cameras append"));
}

TEST(ImageHash, ChangesWithTheOrientationBecauseThePictureThatIsSeenDoes) {
  const std::string jpeg = text_of(encode(quarters(), ImageFormat::jpeg));
  const std::string upright = with_segment(jpeg, '\xe1', exif_with_orientation(1));
  const std::string turned = with_segment(jpeg, '\xe1', exif_with_orientation(6));
  EXPECT_EQ(hash_of(jpeg), hash_of(upright));
  EXPECT_NE(hash_of(jpeg), hash_of(turned));
}

TEST(ImageHash, ChangesWithTheQuantisationTablesAndTheData) {
  std::string jpeg = text_of(encode(quarters(), ImageFormat::jpeg));
  const ImageHash before = hash_of(jpeg);
  const std::size_t table = jpeg.find("\xff\xdb");
  std::string other = jpeg;
  other[table + 40] = static_cast<char>(other[table + 40] + 1);
  EXPECT_NE(before, hash_of(other));
  jpeg[jpeg.size() - 100] = static_cast<char>(jpeg[jpeg.size() - 100] ^ 1);
  EXPECT_NE(before, hash_of(jpeg));
}

TEST(ImageHash, StaysWhenAPngGetsAText) {
  using namespace std::string_literals;
  const std::string png = text_of(encode(quarters(), ImageFormat::png));
  const std::string chunk = "\0\0\0\x04tEXt"s + "k\0v!"s + "\0\0\0\0"s;
  EXPECT_EQ(hash_of(png), hash_of(png.substr(0, 33) + chunk + png.substr(33)));
}

TEST(ImageHash, StaysWhenBytesFollowTheEndOfAPng) {
  const std::string png = text_of(encode(quarters(), ImageFormat::png));
  EXPECT_EQ(hash_of(png), hash_of(png + png)) << "or whatever a program appends to it";
}

std::string hexadecimal(const ImageHash& hash) {
  std::string text;
  for (const std::uint8_t byte : hash) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", byte);
    text += digits.data();
  }
  return text;
}

TEST(ImageHash, OfAPhotoIsTheOneThatGalleriesHold) {
  EXPECT_EQ(hexadecimal(hash_of(bytes_of(photo("obama.jpg")))), "76ee2394365cd25b003ac75022b6b1cd");
  EXPECT_EQ(hexadecimal(hash_of(bytes_of(photo("biden.jpg")))), "5d0456e3b55e241907fb5b339fa9a8ce");
  EXPECT_EQ(hexadecimal(hash_of(bytes_of(photo("32bit.png")))), "a7dd26f49de5d9c0b446225dc39568e9");
}

TEST(ImageHash, StaysWhenAJpegWithStrayBytesGetsACaption) {
  const std::string jpeg = bytes_of(photo("obama.jpg"));
  const std::string stray = jpeg.substr(0, 2) + "\xff\xfe" + std::string("\0\x04xxyyzz", 8) + jpeg.substr(2);
  EXPECT_EQ(hash_of(stray), hash_of(jpeg)) << "libjpeg passes over yyzz, and draws the same";
  EXPECT_EQ(hash_of(with_segment(stray, '\xe1', exif_with_orientation(1))), hash_of(jpeg));
}

TEST(ImageHash, OfDifferentPicturesDiffer) {
  EXPECT_NE(hash_of(bytes_of(photo("obama.jpg"))), hash_of(bytes_of(photo("biden.jpg"))));
}

TEST(ImageHash, OfACutFileIsNeverThatOfTheWholeOne) {
  for (const auto format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    const std::string whole = text_of(encode(quarters(), format));
    // A JPEG without the two bytes of its end marker is drawn the same.
    const std::size_t drawn = whole.size() - (format == ImageFormat::jpeg ? 2 : 0);
    for (std::size_t length = 0; length < drawn; ++length)
      EXPECT_NE(hash_of(whole.substr(0, length)), hash_of(whole)) << static_cast<int>(format) << " at " << length;
  }
}

}  // namespace
}  // namespace facefs::test
