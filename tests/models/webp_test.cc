// SPDX-License-Identifier: Apache-2.0
// WebP files as other programs write them: animations, transparency, chunks of an odd size.
#include <gtest/gtest.h>

#include <tuple>

#include "models/decode.h"
#include "models/picture_memory.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

std::string chunk(const std::string& name, const std::string& payload) {
  return name + little_endian(static_cast<std::uint32_t>(payload.size())) + payload +
         std::string(payload.size() % 2, '\0');
}

std::string three_bytes(int value) {
  return little_endian(static_cast<std::uint32_t>(value)).substr(0, 3);
}

std::string file_of(const std::string& chunks) {
  return "RIFF" + little_endian(static_cast<std::uint32_t>(4 + chunks.size())) + "WEBP" + chunks;
}

std::string header(char flags, int width, int height) {
  return chunk("VP8X", flags + std::string(3, '\0') + three_bytes(width - 1) + three_bytes(height - 1));
}

/// Returns the chunks of a still picture.
std::string picture_of(const Image& image) {
  return text_of(encode(image, ImageFormat::webp)).substr(12);
}

/// Returns a frame at (2, 4) of the picture.
std::string frame_of(const Image& image) {
  return chunk("ANMF", three_bytes(1) + three_bytes(2) + three_bytes(image.width - 1) + three_bytes(image.height - 1) +
                           three_bytes(100) + std::string(1, '\0') + picture_of(image));
}

/// Returns an animation. The picture is larger than the frames by 8 x 6.
std::string animation(const Image& first, const Image& second, const std::string& behind = {}) {
  const char flags = behind.empty() ? '\x02' : '\x0a';  // animated; animated with EXIF
  return file_of(header(flags, first.width + 8, first.height + 6) + chunk("ANIM", std::string(6, '\0')) +
                 frame_of(first) + frame_of(second) + behind);
}

Decoded decoded(const std::string& bytes) {
  auto result = decode(as_bytes(bytes), {});
  if (auto* why = std::get_if<Unreadable>(&result)) throw std::runtime_error(why->sentence);
  return std::move(std::get<Decoded>(result));
}

ImageHash hash_of(const std::string& bytes) {
  return drawn_in(as_bytes(bytes)).hash;
}

TEST(AnimatedWebp, IsItsFirstFrame) {
  const std::string whole = animation(quarters(64), quarters(64));
  const Decoded found = decoded(whole);
  const Image image = found.raster.whole();
  EXPECT_EQ(found.damage.sentence, "");
  ASSERT_EQ(std::tie(image.width, image.height), std::make_tuple(72, 38));
  EXPECT_GT(image.row(4 + 3)[3 * (2 + 3)], 200) << "red, at its place";
  EXPECT_EQ(image.row(0)[0], 0);
  for (std::size_t length = 0; length < whole.size(); length += 3) decode(as_bytes(whole.substr(0, length)), {});
}

TEST(AnimatedWebp, OfWhichAnotherFrameDiffersIsAnotherImage) {
  EXPECT_NE(hash_of(animation(quarters(64), quarters(64))),
            hash_of(animation(quarters(64), side_by_side({quarters(32), quarters(32)}))));
}

TEST(AnimatedWebp, ThatIsCutBehindItsFirstFrameIsWhole) {
  const std::string whole = animation(quarters(64), quarters(64));
  const Decoded found = decoded(whole.substr(0, whole.rfind("ANMF") + 40));
  EXPECT_EQ(found.damage.sentence, "");
  EXPECT_TRUE(found.raster.whole().rgb == decoded(whole).raster.whole().rgb);
}

TEST(AnimatedWebp, ThatIsCutInItsFirstFrameKeepsTheRowsThatCame) {
  const Image whole = Raster(decoded_image(bytes_of(photo("obama2.jpg")))).shrunk(480);
  const std::string still = text_of(encode(whole, ImageFormat::webp));
  const std::string moving = animation(whole, whole);
  const std::size_t cut = still.size() / 2;
  const Decoded alone = decoded(still.substr(0, cut));
  const Decoded frame = decoded(moving.substr(0, moving.find("VP8 ") + (cut - still.find("VP8 "))));
  ASSERT_EQ(alone.damage.lost.size(), 1U);
  ASSERT_EQ(frame.damage.lost.size(), 1U);
  EXPECT_EQ(frame.damage.lost[0].y, alone.damage.lost[0].y + 4) << "below its place";
}

std::string sentence_of(const std::string& bytes) {
  auto result = decode(as_bytes(bytes), {});
  const auto* why = std::get_if<Unreadable>(&result);
  return why ? why->sentence : "it was read";
}

TEST(AnimatedWebp, OfWhoseFirstFrameNothingCameIsRefusedWhereverThatFrameIs) {
  const std::string whole = animation(quarters(64), quarters(64));
  EXPECT_EQ(sentence_of(whole.substr(0, whole.find("VP8 ") + 26)), "damaged before its first row: copy it again");
  EXPECT_EQ(sentence_of(whole.substr(0, whole.find("ANMF") + 20)), "damaged before its first row: copy it again");
}

TEST(AnimatedWebp, WhoseFirstFrameDoesNotFitIsRefused) {
  const std::string whole = animation(quarters(64), quarters(64));
  ASSERT_EQ(sentence_of(whole), "it was read");
  const std::size_t head = whole.find("ANMF") + 8;
  for (const std::size_t at : {0U, 3U, 6U, 9U})  // left, top, width, height
    EXPECT_EQ(sentence_of(std::string(whole).replace(head + at, 1, "\x50")),
              "damaged before its first row: copy it again")
        << at;
  const std::string still = text_of(encode(quarters(64), ImageFormat::webp));
  EXPECT_EQ(sentence_of(std::string(whole).insert(head + 16, still.substr(0, 12))),
            "damaged before its first row: copy it again")
      << "a file in a frame";
}

TEST(DamagedWebp, IsGreyWhereNothingCame) {
  const Image whole = Raster(decoded_image(bytes_of(photo("obama2.jpg")))).shrunk(480);
  const std::string bytes = text_of(encode(whole, ImageFormat::webp));
  const Decoded cut = decoded(bytes.substr(0, bytes.size() / 2));
  ASSERT_EQ(cut.damage.lost.size(), 1U);
  const Image image = cut.raster.whole();
  for (int y = cut.damage.lost[0].y; y < image.height; ++y)
    for (std::size_t i = 0; i < image.stride(); ++i) ASSERT_EQ(image.row(y)[i], 128) << y;
}

TEST(Webp, IsTheSameImageWithAnotherCaption) {
  const Image image = quarters(64);
  const std::string plain = text_of(encode(image, ImageFormat::webp));
  EXPECT_EQ(hash_of(plain), hash_of(file_of(header(4, 64, 32) + picture_of(image) + chunk("XMP ", "<a caption/>"))));
}

TEST(Webp, OfAnotherTransparencyIsAnotherImage) {
  const std::string picture = picture_of(quarters(64));
  EXPECT_NE(hash_of(file_of(header(16, 64, 32) + chunk("ALPH", "a") + picture)),
            hash_of(file_of(header(16, 64, 32) + chunk("ALPH", "b") + picture)));
}

TEST(Webp, HasItsOrientationBehindAChunkOfAnOddSize) {
  const std::string bytes = file_of(header(8, 64, 32) + picture_of(quarters(64)) + chunk("abcd", "odd") +
                                    chunk("EXIF", exif_with_orientation(6)));
  EXPECT_EQ(drawn_in(as_bytes(bytes)).exif.orientation, Orientation::turned_90);
}

/// Returns how many bytes each pixel needs, beside the worker's own memory and the file.
std::uint64_t bytes_a_pixel(const std::string& bytes, int width, int height) {
  const PictureNeeds needs = needs_of(as_bytes(bytes), PictureUse::read);
  EXPECT_EQ(std::tie(needs.width, needs.height),
            std::make_tuple(static_cast<std::uint64_t>(width), static_cast<std::uint64_t>(height)));
  return (needs.bytes - needs_of({}, PictureUse::read).bytes - bytes.size()) /
         static_cast<std::uint64_t>(width * height);
}

TEST(Webp, NeedsMoreMemoryWhereItMovesOrIsTurned) {
  const Image image = quarters(64);
  const std::string plain = text_of(encode(image, ImageFormat::webp)), exif = exif_with_orientation(6);
  EXPECT_EQ(bytes_a_pixel(plain, 64, 32), 3U);
  EXPECT_EQ(bytes_a_pixel(webp_with_exif(plain, 64, 32, exif), 64, 32), 6U) << "as it is stored, and upright";
  const std::string opaque(64 * 32, '\xff');  // stored as it is, not packed
  EXPECT_EQ(bytes_a_pixel(file_of(header(16, 64, 32) + chunk("ALPH", '\0' + opaque) + picture_of(image)), 64, 32), 7U);
  EXPECT_EQ(bytes_a_pixel(animation(image, image), 72, 38), 10U)
      << "the picture, its frame, and four bytes while that is decoded";
}

}  // namespace
}  // namespace facefs::test
