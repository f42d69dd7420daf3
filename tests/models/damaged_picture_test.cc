// SPDX-License-Identifier: Apache-2.0
// Damaged files give what viewers show of them, and say which rows are missing. tests/measure/damaged_files.py compares
// more of them with other readers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <tuple>

#include "models/decode.h"
#include "models/face_reader.h"
#include "models/jpeg_segments.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Returns a small photo with a face.
const Image& portrait() {
  static const Image image = [] {
    const Image whole = decoded_image(bytes_of(photo("obama.jpg")));
    return Raster(whole).shrunk(480);
  }();
  return image;
}

std::string jpeg(const JpegOptions& options = {}) {
  return jpeg_of(portrait().rgb, portrait().width, portrait().height, options);
}

std::string png(int interlace = PNG_INTERLACE_NONE) {
  const Image& image = portrait();
  return png_of(image.rgb, static_cast<std::uint32_t>(image.width), static_cast<std::uint32_t>(image.height), 8,
                PNG_COLOR_TYPE_RGB, interlace);
}

struct Read {
  bool read = false;
  std::string sentence;  ///< what is told about it, or why it is refused
  Reason reason = Reason::empty;
  Image image;
  Damage damage;
};

Read read(const std::string& bytes) {
  auto decoded = decode(as_bytes(bytes), {});
  if (auto* why = std::get_if<Unreadable>(&decoded)) return {false, why->sentence, why->reason, {}, {}};
  auto& picture = std::get<Decoded>(decoded);
  return {true, picture.damage.sentence, Reason::empty, picture.raster.whole(), picture.damage};
}

/// Returns the share of rows that are nearly as in the undamaged file.
double rows_alike(const Image& image, const Image& other) {
  if (image.width != other.width || image.height != other.height) return 0;
  int alike = 0;
  for (int y = 0; y < image.height; ++y) {
    long difference = 0;
    for (std::size_t i = 0; i < image.stride(); ++i) difference += std::abs(image.row(y)[i] - other.row(y)[i]);
    alike += difference < 24 * static_cast<long>(image.stride()) ? 1 : 0;
  }
  return static_cast<double>(alike) / image.height;
}

std::size_t scan_begin(const std::string& bytes) {
  return bytes.find("\xff\xda") + 14;
}

/// Returns a JPEG with a restart after every `blocks` blocks, as cameras write them.
std::string with_restarts(unsigned blocks) {
  return written_anew(jpeg(), [&](jpeg_compress_struct& out) { out.restart_interval = blocks; });
}

std::string with_stray_before_restarts(const std::string& bytes) {
  std::string result = bytes.substr(0, scan_begin(bytes));
  for (std::size_t at = result.size(); at < bytes.size(); ++at) {
    const auto next = at + 1 < bytes.size() ? static_cast<unsigned char>(bytes[at + 1]) : 0;
    if (bytes[at] == '\xff' && next >= 0xd0 && next <= 0xd7) result += "stray";
    result += bytes[at];
  }
  return result;
}

std::string with_random_sector(std::string bytes, double where, unsigned seed) {
  std::mt19937 random(seed);
  const std::size_t begin = scan_begin(bytes);
  const auto at = begin + static_cast<std::size_t>(static_cast<double>(bytes.size() - begin) * where);
  for (std::size_t i = at; i < std::min(at + 512, bytes.size()); ++i) bytes[i] = static_cast<char>(random());
  return bytes;
}

TEST(DamagedJpeg, WithStrayBytesBeforeEachRestartIsWhole) {
  const Image true_one = decoded_image(with_restarts(4));
  const Read found = read(with_stray_before_restarts(with_restarts(4)));
  ASSERT_TRUE(found.read) << found.sentence;
  EXPECT_EQ(found.sentence, "");
  EXPECT_EQ(found.image.rgb, true_one.rgb);
}

/// The decoder warns of the end before it knows the scan's components.
TEST(DamagedJpeg, ThatEndsWithinTheHeaderOfItsScanIsRefused) {
  const std::string whole = bytes_of(photo("obama.jpg"));
  const std::size_t scan = whole.find("\xff\xda");
  ASSERT_NE(scan, std::string::npos);
  for (std::size_t length = scan + 2; length <= scan + 14; ++length)
    EXPECT_ANY_THROW(decoded_image(whole.substr(0, length))) << length - scan;
}

TEST(DamagedJpeg, InWhichABitMadeAMarkerIsWhole) {
  const std::string whole = jpeg();
  std::string bytes = whole;
  const std::size_t stuffed = bytes.find(std::string("\xff\0", 2), scan_begin(bytes) + bytes.size() / 3);
  ASSERT_NE(stuffed, std::string::npos);
  for (const char marker : {'\x80', '\x04', '\x01', '\x40', '\xd3', '\xe5', '\xc4'}) {
    bytes[stuffed + 1] = marker;
    const Read found = read(bytes);
    ASSERT_TRUE(found.read) << found.sentence;
    EXPECT_EQ(found.sentence, "");
    EXPECT_EQ(found.image.rgb, decoded_image(whole).rgb);
  }
}

TEST(DamagedJpeg, WithARandomSectorLateIsRead) {
  const Image true_one = decoded_image(jpeg());
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Read found = read(with_random_sector(jpeg(), 0.95, seed));
    ASSERT_TRUE(found.read) << seed << ": " << found.sentence;
    EXPECT_GT(rows_alike(found.image, true_one), 0.8) << seed;
  }
}

TEST(DamagedJpeg, WithARandomSectorEarlyIsReadAndTold) {
  int told = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    const Read found = read(with_random_sector(jpeg(), 0.3, seed));
    ASSERT_TRUE(found.read) << seed << ": " << found.sentence;
    if (found.sentence.empty()) continue;
    ++told;
    EXPECT_THAT(found.sentence, StartsWith("damaged after row "));
    EXPECT_THAT(found.sentence, HasSubstr(": copy it again; what is there is used"));
  }
  EXPECT_GE(told, 36) << "where the broken place left no trace, nobody can tell";
}

TEST(DamagedJpeg, WithARandomSectorBetweenRestartsLosesTheirRowsAlone) {
  const std::string whole = with_restarts(static_cast<unsigned>(portrait().width + 15) / 16);
  const Read found = read(with_random_sector(whole, 0.5, 1));
  ASSERT_TRUE(found.read) << found.sentence;
  EXPECT_EQ(found.sentence, "");
}

TEST(DamagedJpeg, ThatIsCutSaysAfterWhichRow) {
  const std::string whole = jpeg();
  const Read half = read(whole.substr(0, whole.size() * 2 / 3));
  ASSERT_TRUE(half.read) << half.sentence;
  EXPECT_THAT(half.sentence, HasSubstr(" of " + std::to_string(portrait().height) + ": copy it again"));
  EXPECT_FALSE(half.damage.lost.empty());
  const Read little = read(whole.substr(0, scan_begin(whole) + 300));
  EXPECT_FALSE(little.read);
  EXPECT_EQ(little.reason, Reason::truncated);
  EXPECT_THAT(little.sentence, testing::EndsWith(": copy it again"));
}

/// The first scans of a progressive file tell the brightness roughly, the fifth completes it, the rest refine.
TEST(DamagedJpeg, ThatIsCutInTheScanThatCompletesItsBrightnessSaysAfterWhichRow) {
  const std::string whole = jpeg({JCS_RGB, 3, true});
  std::size_t fifth = 0;
  for (int scan = 0; scan < 5; ++scan) fifth = whole.find("\xff\xda", fifth + 1);
  const std::size_t sixth = whole.find("\xff\xda", fifth + 1);
  ASSERT_NE(sixth, std::string::npos);
  const Read half = read(whole.substr(0, (fifth + sixth) / 2));
  EXPECT_THAT(half.sentence, StartsWith("damaged after row "));
  EXPECT_FALSE(half.damage.lost.empty());
  const Read refined = read(whole.substr(0, sixth + 30));
  ASSERT_TRUE(refined.read) << refined.sentence;
  EXPECT_TRUE(refined.damage.lost.empty());
}

TEST(DamagedJpeg, ThatLacksOnlyItsEndMarkIsWhole) {
  for (const bool progressive : {false, true}) {
    std::string bytes = jpeg({JCS_RGB, 3, progressive});
    bytes.resize(bytes.size() - 2);
    EXPECT_EQ(read(bytes).sentence, "") << progressive;
  }
}

TEST(DamagedJpeg, IsNeverSaidToBeNoImage) {
  std::mt19937 random(1);
  const std::string whole = jpeg();
  for (int i = 0; i < 300; ++i) {
    std::string bytes = whole;
    for (int n = 0; n < 3; ++n) bytes[4 + random() % (bytes.size() - 4)] = static_cast<char>(random());
    EXPECT_NE(read(bytes).reason, Reason::not_an_image) << i;
  }
  EXPECT_EQ(read(whole.substr(0, 100)).reason, Reason::truncated);
}

TEST(DamagedJpeg, OfAKindThatIsNotReadIsUnsupported) {
  std::string bytes = jpeg();
  const std::size_t frame = bytes.find("\xff\xc0");
  bytes[frame + 4] = 12;  // bits a colour
  EXPECT_EQ(read(bytes).reason, Reason::unsupported);
  bytes[frame + 1] = '\xc3';  // lossless
  EXPECT_EQ(read(bytes).reason, Reason::unsupported);
}

TEST(DamagedJpeg, ThatIsGreyBelowLosesTheFacesThatReachThere) {
  const std::string whole = jpeg();
  FaceReader reader({}, models_folder());
  const auto true_faces = reader.read(Raster(decoded_image(whole)), Purpose::photo);
  ASSERT_EQ(true_faces.size(), 1U);
  const Box& face = true_faces.front().box;
  for (const int share : {30, 45, 60, 75, 97}) {
    const Read found = read(whole.substr(0, whole.size() * static_cast<std::size_t>(share) / 100));
    ASSERT_TRUE(found.read);
    const auto rows_there = static_cast<float>(found.damage.lost.front().y);
    EXPECT_EQ(found.damage.spoils(face), face.y + face.height * 0.9F > rows_there) << share;
  }
}

TEST(DamagedJpeg, ThatStandsOnItsSideLosesColumns) {
  const std::string whole = with_segment(jpeg(), '\xe1', exif_with_orientation(6));
  const Read found = read(whole.substr(0, whole.size() * 2 / 3));
  ASSERT_TRUE(found.read);
  ASSERT_EQ(found.damage.lost.size(), 1U);
  const Rect lost = found.damage.lost.front();
  EXPECT_EQ(std::tie(lost.x, lost.y, lost.height), std::make_tuple(0, 0, found.image.height))
      << "the last row is seen left";
  EXPECT_LT(lost.width, found.image.width);
}

TEST(DamagedFace, IsSpoiledWhereItsHalvesAreMovedAgainstEachOther) {
  const Damage damage{"damaged", {{0, 300, 400, 100}}, {{0, 200, 400, 100}}};
  EXPECT_FALSE(damage.spoils({50, 20, 100, 150})) << "above";
  EXPECT_TRUE(damage.spoils({50, 120, 100, 150})) << "across the seam";
  EXPECT_FALSE(damage.spoils({50, 205, 100, 90})) << "moved as a whole, as a viewer shows it";
  EXPECT_TRUE(damage.spoils({50, 250, 100, 100})) << "half of it lost";
}

TEST(DamagedPng, ThatLacksItsEndIsWhole) {
  const std::string whole = png();
  for (std::size_t bytes = 1; bytes <= 12; ++bytes) {
    const Read found = read(whole.substr(0, whole.size() - bytes));
    ASSERT_TRUE(found.read) << bytes;
    EXPECT_EQ(found.sentence, "");
    EXPECT_EQ(found.image.rgb, portrait().rgb);
  }
}

TEST(DamagedPng, ThatIsCutGivesTheRowsThatCame) {
  const std::string whole = png();
  const Read found = read(whole.substr(0, whole.size() * 95 / 100));
  ASSERT_TRUE(found.read) << found.sentence;
  EXPECT_THAT(found.sentence, StartsWith("damaged after row "));
  EXPECT_GT(rows_alike(found.image, portrait()), 0.9);
  const Read interlaced = read(png(PNG_INTERLACE_ADAM7).substr(0, png(PNG_INTERLACE_ADAM7).size() * 9 / 10));
  ASSERT_TRUE(interlaced.read) << interlaced.sentence;
  EXPECT_NE(interlaced.sentence, "");
  EXPECT_GT(rows_alike(interlaced.image, portrait()), 0.9) << "each pixel stands for its neighbours";
  const Read earlier = read(png(PNG_INTERLACE_ADAM7).substr(0, png(PNG_INTERLACE_ADAM7).size() * 2 / 5));
  EXPECT_TRUE(earlier.read) << "cut while every other column came: " << earlier.sentence;
  EXPECT_FALSE(read(png(PNG_INTERLACE_ADAM7).substr(0, 3000)).read);
}

TEST(DamagedPng, WithAWrongChecksumIsRead) {
  std::string bytes = png();
  bytes[bytes.rfind("IEND") - 5] ^= 1;
  EXPECT_EQ(read(bytes).sentence, "") << "the last checksum of IDAT, where the pixels are right";
  bytes = png();
  bytes[bytes.rfind("IEND") - 9] ^= 1;  // zlib's own checksum
  EXPECT_TRUE(read(bytes).read);
  bytes = png();
  bytes[19] ^= 4;  // its width
  EXPECT_EQ(read(bytes).reason, Reason::truncated);
}

TEST(DamagedWebp, ThatIsCutGivesTheRowsThatCame) {
  const std::string whole = text_of(encode(portrait(), ImageFormat::webp));
  const Read found = read(whole.substr(0, whole.size() * 95 / 100));
  ASSERT_TRUE(found.read) << found.sentence;
  EXPECT_THAT(found.sentence, StartsWith("damaged after row "));
  EXPECT_FALSE(read(whole.substr(0, 60)).read);
  EXPECT_NE(read(whole.substr(0, 60)).reason, Reason::not_an_image);
}

TEST(Decode, SaysWhichLimitAPictureIsBeyond) {
  EXPECT_THAT(read(black_png(70000, 100)).sentence,
              AllOf(HasSubstr("70000 x 100 pixels"), HasSubstr("at most 65500 a side")));
  EXPECT_THAT(read(black_png(100, 70000)).sentence,
              AllOf(HasSubstr("100 x 70000 pixels"), HasSubstr("at most 65500 a side")));
  EXPECT_THAT(read(black_png(20000, 20000)).sentence, HasSubstr("limits.megapixels"));
  std::string jpeg = bytes_of(photo("obama.jpg"));
  const std::size_t sides = jpeg.rfind("\xff\xc0") + 5;  // a preview has one, too
  std::fill_n(jpeg.begin() + static_cast<std::ptrdiff_t>(sides), 4, '\xff');
  EXPECT_THAT(read(jpeg).sentence, AllOf(HasSubstr("65500"), Not(HasSubstr("copy it again"))));
}

TEST(Decode, NamesTheKindThatItDoesNotRead) {
  EXPECT_EQ(read(std::string("\0\0\0\x18", 4) + "ftypheic" + std::string(4, '\0') + "mif1heic").sentence,
            "HEIC: facefs reads JPEG, PNG and WebP");
  EXPECT_EQ(read("GIF89a").reason, Reason::unsupported);
}

TEST(JpegSegments, PassOverWhatIsNone) {
  const std::string file =
      std::string("\xff\xd8\xff\xe0\0\4ab", 8) + "stray" + std::string("\xff\xff\xff\xdb\0\3x\xff\xd9rest", 12);
  JpegSegments segments(as_bytes(file));
  const auto app0 = segments.next(), tables = segments.next();
  ASSERT_TRUE(app0 && tables);
  EXPECT_EQ(app0->marker, 0xe0);
  EXPECT_EQ(app0->payload.size(), 2U);
  EXPECT_EQ(tables->marker, 0xdb);
  EXPECT_EQ(tables->bytes.size(), 5U);
  EXPECT_FALSE(segments.next());
  EXPECT_TRUE(segments.rest().empty());
}

TEST(JpegSegments, MendNothingInAWholeFile) {
  for (const std::string& whole : {jpeg(), jpeg({JCS_RGB, 3, true}), with_restarts(4)})
    EXPECT_FALSE(without_stray_markers(as_bytes(whole)));
}

TEST(JpegSegments, SurviveEveryCut) {
  const std::string whole = text_of(encode(quarters(), ImageFormat::jpeg));
  for (std::size_t length = 2; length < whole.size(); ++length)
    without_stray_markers(as_bytes(whole.substr(0, length)));
}

}  // namespace
}  // namespace facefs::test
