// SPDX-License-Identifier: Apache-2.0
// Which rows of a damaged JPEG are said to be lost or moved, for each way in which its data may be laid out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <tuple>

#include "models/decode.h"
#include "models/orientation.h"
#include "models/picture_memory.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using testing::StartsWith;

constexpr int kWidth = 480, kBlocks = kWidth / 16;  // blocks in a row

/// Returns a small photo whose width is a whole number of blocks.
const Image& portrait() {
  static const Image image = [] {
    const Image small = Raster(decoded_image(bytes_of(photo("obama2.jpg")))).shrunk(700);
    Image cut(kWidth, 384);
    for (int y = 0; y < cut.height; ++y) std::memcpy(cut.row(y), small.row(y), cut.stride());
    return cut;
  }();
  return image;
}

std::string jpeg(const JpegOptions& options = {}) {
  return jpeg_of(portrait().rgb, portrait().width, portrait().height, options);
}

std::string with_restarts(unsigned blocks, const std::string& whole = jpeg()) {
  return written_anew(whole, [blocks](jpeg_compress_struct& out) { out.restart_interval = blocks; });
}

/// Returns a JPEG that is not progressive and has each colour in a scan of its own, brightness first.
std::string in_three_scans() {
  static const jpeg_scan_info kScans[] = {{1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
  return written_anew(jpeg(), [](jpeg_compress_struct& out) {
    out.scan_info = kScans;
    out.num_scans = 3;
  });
}

/// Returns where the scans begin, each with its marker.
std::vector<std::size_t> scans_of(const std::string& bytes) {
  std::vector<std::size_t> scans;
  for (std::size_t at = bytes.find("\xff\xda"); at != std::string::npos; at = bytes.find("\xff\xda", at + 1))
    scans.push_back(at);
  return scans;
}

/// Returns where the restart markers are.
std::vector<std::size_t> restarts_of(const std::string& bytes) {
  std::vector<std::size_t> restarts;
  for (std::size_t at = scans_of(bytes).at(0) + 1; at + 1 < bytes.size(); ++at)
    if (bytes[at] == '\xff' && (static_cast<unsigned char>(bytes[at + 1]) & 0xf8) == 0xd0) restarts.push_back(at);
  return restarts;
}

struct Read {
  Damage damage;
  Image image;
};

Read read(const std::string& bytes) {
  auto decoded = decode(as_bytes(bytes), {});
  if (auto* why = std::get_if<Unreadable>(&decoded)) throw std::runtime_error(why->sentence);
  auto& picture = std::get<Decoded>(decoded);
  return {picture.damage, picture.raster.whole()};
}

/// Returns how many rows, from the first on, are the same as in the other picture.
int rows_alike(const Image& image, const Image& other) {
  for (int y = 0; y < image.height; ++y)
    if (!std::equal(image.row(y), image.row(y) + image.stride(), other.row(y))) return y;
  return image.height;
}

std::tuple<int, int> rows_of(const Rect& part) {
  return {part.y, part.y + part.height};
}

struct Kind {
  const char* name;
  int components, across, down;
  int rows_a_band;
};

class CutJpegs : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(DamagedJpeg, CutJpegs,
                         testing::Values(Kind{"Grey", 1, 1, 1, 8}, Kind{"WithAllColours", 3, 1, 1, 8},
                                         Kind{"WithHalfTheColumnsOfColour", 3, 2, 1, 8},
                                         Kind{"WithAQuarterOfTheColours", 3, 2, 2, 16}),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST_P(CutJpegs, SayTheRowFromWhichOnNothingCame) {
  const Kind& kind = GetParam();
  std::vector<std::uint8_t> grey;
  for (std::size_t i = 0; i < portrait().rgb.size(); i += 3) grey.push_back(portrait().rgb[i]);
  const std::string whole = kind.components == 1
                                ? jpeg_of(grey, portrait().width, portrait().height, {JCS_GRAYSCALE, 1})
                                : jpeg({JCS_RGB, 3, false, 0, kind.across, kind.down});
  const Image true_one = decoded_image(whole);
  for (const int share : {40, 60, 80}) {
    const Read cut = read(whole.substr(0, whole.size() * static_cast<std::size_t>(share) / 100));
    ASSERT_EQ(cut.damage.lost.size(), 1U) << share;
    const auto [begin, end] = rows_of(cut.damage.lost[0]);
    EXPECT_THAT(cut.damage.sentence, StartsWith("damaged after row " + std::to_string(begin) + " of 384: ")) << share;
    EXPECT_EQ(end, 384) << share;
    // The border between two rows of blocks is smoothed where colours are spread over it.
    EXPECT_LE(std::abs(rows_alike(cut.image, true_one) - begin), kind.rows_a_band) << share;
  }
}

TEST(DamagedJpeg, WithoutTheDataOfSomeOfManyRestartsLosesTheirRows) {
  constexpr unsigned kEach = 4;  // blocks: less than a row of them
  const std::string whole = with_restarts(kEach);
  const std::vector<std::size_t> restarts = restarts_of(whole);
  ASSERT_GE(restarts.size(), 24U * kBlocks / kEach - 1);
  std::string bytes = whole.substr(0, restarts[60]);
  for (std::size_t i = 60; i < 120; ++i) bytes += whole.substr(restarts[i], 2);
  bytes += whole.substr(restarts[120]);
  const Read found = read(bytes);
  ASSERT_EQ(found.damage.lost.size(), 1U);
  const auto [begin, end] = rows_of(found.damage.lost[0]);
  EXPECT_NEAR(begin, 61 * 4 / kBlocks * 16, 16);
  EXPECT_NEAR(end, 121 * 4 / kBlocks * 16, 16);
  EXPECT_THAT(found.damage.sentence, StartsWith("damaged after row " + std::to_string(begin) + " of 384: "));
}

/// Puts a run of ones at `at`, which is no code.
std::string with_a_bad_code(std::string bytes, std::size_t at) {
  for (std::size_t i = at; i < at + 16; i += 2) bytes.replace(i, 2, "\xff\0", 2);
  return bytes;
}

TEST(DamagedJpeg, WithABadCodeIsMovedUpToTheNextRestart) {
  constexpr unsigned kRows = 4;  // of blocks
  const std::string whole = with_restarts(kRows * kBlocks);
  const std::vector<std::size_t> restarts = restarts_of(whole);
  ASSERT_EQ(restarts.size(), 24 / kRows - 1);
  const Read found = read(with_a_bad_code(whole, restarts[2] + 40));
  ASSERT_EQ(found.damage.lost.size(), 1U);
  ASSERT_EQ(found.damage.moved.size(), 1U);
  const int interval = 3 * kRows * 16;
  EXPECT_EQ(std::get<0>(rows_of(found.damage.lost[0])), interval);
  const auto [begin, end] = rows_of(found.damage.moved[0]);
  EXPECT_GT(begin, interval);
  EXPECT_GE(end, interval + static_cast<int>(kRows) * 16);
  EXPECT_LT(end, 384);
}

/// Data with more bytes than its rows take fits nowhere again. Everything below the broken place is moved.
TEST(DamagedJpeg, WithBytesTooManyIsMovedFromThereOn) {
  const std::string whole = jpeg();
  const std::size_t begin = scans_of(whole).at(0) + 14;
  for (const std::size_t share : {20U, 30U, 40U, 50U, 60U, 70U}) {
    const std::size_t at = begin + (whole.size() - begin) * share / 100;
    const Read found = read(whole.substr(0, at) + whole.substr(begin, 64) + whole.substr(at));
    EXPECT_FALSE(found.damage.lost.empty() && found.damage.moved.empty()) << share;
  }
}

/// The border of a letterbox is no seam, because after a restart everything is where it was.
TEST(DamagedJpeg, WithRestartsHasNoSeam) {
  Image letterbox = portrait();
  for (int y = 0; y < 64; ++y) std::fill_n(letterbox.row(y), letterbox.stride(), std::uint8_t{0});
  for (int y = 64; y < 80; ++y) std::fill_n(letterbox.row(y), letterbox.stride(), std::uint8_t{200});
  const std::string whole = with_restarts(kBlocks, jpeg_of(letterbox.rgb, letterbox.width, letterbox.height, {}));
  const std::vector<std::size_t> restarts = restarts_of(whole);
  const Read found = read(whole.substr(0, restarts.at(20)) + "stray" + whole.substr(restarts.at(20), 2) +
                          whole.substr(restarts.at(21)));
  EXPECT_FALSE(found.damage.lost.empty()) << "a row of blocks";
  EXPECT_TRUE(found.damage.moved.empty());
}

/// One flipped bit turns a restart marker into an end marker.
TEST(DamagedJpeg, WithAnEndMarkInTheMiddleLosesAllBelow) {
  std::string bytes = with_restarts(kBlocks);
  const std::vector<std::size_t> restarts = restarts_of(bytes);
  ASSERT_EQ(restarts.size(), 23U);
  bytes[restarts[9] + 1] = '\xd9';
  const Read found = read(bytes);
  ASSERT_EQ(found.damage.lost.size(), 1U);
  EXPECT_EQ(rows_of(found.damage.lost[0]), std::make_tuple(160, 384));
}

/// The file may end between two scans, as a download ends, or where a table is damaged. Nothing of what came is in
/// doubt.
TEST(DamagedJpeg, ThatLacksAWholeScanOfDetailsSaysThatItEndsBeforeThem) {
  const std::string whole = jpeg({JCS_RGB, 3, true});
  const std::size_t last = scans_of(whole).back();
  const std::size_t table = whole.rfind("\xff\xc4", last);
  const char* const sentence = "the file ends before its last details: copy it again; what is there is used";
  const Read cut = read(whole.substr(0, table));
  EXPECT_EQ(cut.damage.sentence, sentence);
  EXPECT_TRUE(cut.damage.lost.empty());
  std::string bytes = whole;
  bytes.replace(table + 5, 16, std::string(16, '\xff'));  // more codes than there can be
  const Read damaged = read(bytes);
  EXPECT_EQ(damaged.damage.sentence, sentence);
  EXPECT_TRUE(damaged.image.rgb == cut.image.rgb);
}

TEST(DamagedJpeg, ThatIsCutInAScanOfColourAloneKeepsItsFaces) {
  const std::string whole = in_three_scans();
  const std::vector<std::size_t> scans = scans_of(whole);
  ASSERT_EQ(scans.size(), 3U);
  const Read colour = read(whole.substr(0, (scans[2] + whole.size()) / 2));
  EXPECT_TRUE(colour.damage.lost.empty());
  EXPECT_THAT(colour.damage.sentence, StartsWith("the file ends before its last details"));
  const Read brightness = read(whole.substr(0, (scans[0] + scans[1]) / 2));
  EXPECT_FALSE(brightness.damage.lost.empty());
}

TEST(DamagedPng, ThatIsTurnedLosesColumns) {
  const std::string plain = text_of(encode(portrait(), ImageFormat::png));
  const std::string whole = png_with_exif(plain, exif_with_orientation(6).substr(6));
  const Read found = read(whole.substr(0, whole.size() * 3 / 4));
  ASSERT_EQ(std::tie(found.image.width, found.image.height), std::make_tuple(384, 480));
  ASSERT_EQ(found.damage.lost.size(), 1U);
  const Rect lost = found.damage.lost[0];
  EXPECT_EQ(std::tie(lost.x, lost.y, lost.height), std::make_tuple(0, 0, 480)) << "the last row is seen left";
  EXPECT_LT(lost.width, 384);
  for (int y = 0; y < 480; ++y)
    for (int x = 0; x < 3 * lost.width; ++x) ASSERT_EQ(found.image.row(y)[x], 128) << "grey where nothing came";
}

TEST(JpegMemory, HoldsAllCoefficientsWhereEachColourHasAScanOfItsOwn) {
  const std::string one = jpeg(), three = in_three_scans();
  const auto needs = [](const std::string& bytes) {
    return needs_of(as_bytes(bytes), PictureUse::read).bytes - bytes.size();
  };
  EXPECT_EQ(needs(three) - needs(one), 2U * 480 * 384 * 3 / 2);
}

TEST(PictureNeeds, AreToldOfTheStoredSidesAndTheFile) {
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp}) {
    const std::string bytes = text_of(encode(portrait(), format));
    const PictureNeeds needs = needs_of(as_bytes(bytes), PictureUse::read);
    EXPECT_EQ(std::tie(needs.width, needs.height), std::make_tuple(480U, 384U));
    EXPECT_EQ(needs.bytes, needs_of({}, PictureUse::read).bytes + bytes.size() + 480U * 384 * 3);
  }
}

}  // namespace
}  // namespace facefs::test
