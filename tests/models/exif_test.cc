// SPDX-License-Identifier: Apache-2.0
#include "models/exif.h"

#include <gtest/gtest.h>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using namespace std::string_literals;

Orientation read(const std::string& bytes) {
  return exif_of(as_bytes(bytes)).value_or(Exif{}).orientation;
}
std::int64_t taken(const std::string& bytes) {
  return exif_of(as_bytes(bytes)).value_or(Exif{}).facts.taken;
}

std::string two_bytes(std::uint32_t value) {
  return little_endian(value).substr(0, 2);
}

struct Date {
  std::uint32_t tag;
  std::string text;  ///< as it is written, with the zero at its end
};

/// Returns a directory for the place `at`, followed by its dates.
std::string directory_of(std::size_t at, const std::vector<Date>& dates, const std::string& pointer = {}) {
  const std::size_t count = dates.size() + pointer.size() / 12;
  std::string entries = pointer, texts;
  for (const auto& [tag, text] : dates) {
    entries += two_bytes(tag) + two_bytes(2) + little_endian(static_cast<std::uint32_t>(text.size()));
    entries += little_endian(static_cast<std::uint32_t>(at + 2 + 12 * count + 4 + texts.size()));
    texts += text;
  }
  return two_bytes(static_cast<std::uint32_t>(count)) + entries + little_endian(0) + texts;
}

/// Returns EXIF as most cameras write it: little-endian, with some dates in the first directory and others in the one
/// that it points to.
std::string exif_with_dates(const std::vector<Date>& first, const std::vector<Date>& further) {
  const std::size_t end = 8 + directory_of(8, first, std::string(12, 0)).size();
  const std::string pointer =
      two_bytes(0x8769) + two_bytes(4) + little_endian(1) + little_endian(static_cast<std::uint32_t>(end));
  return "Exif\0\0II*\0"s + little_endian(8) + directory_of(8, first, pointer) + directory_of(end, further);
}

constexpr std::uint32_t kTaken = 0x9003, kDigitized = 0x9004, kChanged = 0x0132;
const std::string kDate = "1987:06:05 04:03:02\0"s;     // date -u -d '1987-06-05 04:03:02' +%s
const std::string kLater = "2019:07:14 18:03:22\0"s;    // 1563127402
const std::string kUnknown = "    :  :     :  :  \0"s;  // EXIF's own way to say so
constexpr std::int64_t kSeconds = 549'864'182;

TEST(Exif, ReadsTheOrientationInBothByteOrders) {
  EXPECT_EQ(read(exif_with_orientation(6)), Orientation::turned_90);
  EXPECT_EQ(read("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\0\0\0\0"s), Orientation::turned_270);
}

TEST(Exif, TakesNonsenseForUpright) {
  EXPECT_EQ(read(""), Orientation::upright);
  EXPECT_EQ(read("Exif\0\0"s), Orientation::upright);
  EXPECT_EQ(read(exif_with_orientation(9)), Orientation::upright);
  EXPECT_EQ(read(exif_with_orientation(0)), Orientation::upright);
}

TEST(Exif, TakesADirectoryOutsideTheBytesForUpright) {
  EXPECT_EQ(read("Exif\0\0MM\0*\xff\xff\xff\xff"s), Orientation::upright);
  EXPECT_EQ(read("Exif\0\0MM\0*\0\0\0\x08\xff\xff"s), Orientation::upright);
}

TEST(Exif, TellsWhenThePhotoWasTaken) {
  EXPECT_EQ(taken(exif_with_date("2019:07:14 18:03:22")), 1'563'127'402) << "date -u -d '2019-07-14 18:03:22' +%s";
  EXPECT_EQ(taken(exif_with_date("1969:12:31 23:59:59")), -1) << "a scan of an old photo";
  EXPECT_EQ(read(exif_with_date("2019:07:14 18:03:22")), Orientation::upright);
}

/// A scanner writes both: when the picture was taken, which somebody has typed in, and when it was scanned.
TEST(Exif, TakesTheDateOfTakingAPictureBeforeThatOfScanningIt) {
  const std::string directory = "\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0"s;  // at 8
  const std::string dates =
      "\0\x02\x90\x03\0\x02\0\0\0\x14\0\0\0\x38"s
      "\x90\x04\0\x02\0\0\0\x14\0\0\0\x4c\0\0\0\0"s;  // at 26
  EXPECT_EQ(taken("Exif\0\0MM\0*\0\0\0\x08"s + directory + dates + "1987:06:05 04:03:02\0"s + "2019:07:14 18:03:22\0"s),
            549'864'182)
      << "date -u -d '1987-06-05 04:03:02' +%s";
}

TEST(Exif, TakesTheDateOfDigitizingWhereThatOfTakingIsMissingOrUnknown) {
  EXPECT_EQ(taken(exif_with_dates({{kChanged, kLater}}, {{kDigitized, kDate}})), kSeconds);
  EXPECT_EQ(taken(exif_with_dates({{kChanged, kLater}}, {{kTaken, kUnknown}, {kDigitized, kDate}})), kSeconds);
}

/// Programs that scan or send pictures write this date alone.
TEST(Exif, TakesTheDateOfTheLastChangeWhereThereIsNoOther) {
  EXPECT_EQ(taken("Exif\0\0II*\0"s + little_endian(8) + directory_of(8, {{kChanged, kDate}})), kSeconds);
  EXPECT_EQ(taken(exif_with_dates({{kChanged, kDate}}, {})), kSeconds) << "the camera's directory names no date";
  EXPECT_EQ(taken(exif_with_dates({{kChanged, kDate}}, {{kTaken, kUnknown}, {kDigitized, kUnknown}})), kSeconds);
  EXPECT_EQ(taken(exif_with_dates({{kChanged, kLater}}, {{kTaken, kDate}})), kSeconds);
}

TEST(Exif, ReadsADateThatIsWrittenWithoutItsZeroOrWithMoreBehindIt) {
  EXPECT_EQ(taken(exif_with_dates({}, {{kTaken, kDate.substr(0, 19)}})), kSeconds);
  EXPECT_EQ(taken(exif_with_dates({}, {{kTaken, kDate.substr(0, 19) + "+02:00\0"s}})), kSeconds);
  EXPECT_EQ(taken(exif_with_dates({}, {{kTaken, kDate.substr(0, 18)}})), 0) << "and none that is cut";
}

TEST(Exif, TakesNoNonsenseForADate) {
  for (const char* date : {"0000:00:00 00:00:00", "2019:13:01 00:00:00", "2019:02:30 00:00:00", "2019:01:01 24:00:00",
                           "    :  :     :  :  ", "yesterday morning..", "2019:07:14 18:03:-2"})
    EXPECT_EQ(taken(exif_with_date(date)), 0) << date;
  EXPECT_EQ(taken(exif_with_orientation(6)), 0);
}

TEST(Exif, SurvivesEveryCut) {
  for (const std::string& whole : {exif_with_orientation(6), exif_with_date("2019:07:14 18:03:22")})
    for (std::size_t length = 0; length < whole.size(); ++length) {
      read(whole.substr(0, length));
      if (length < whole.size() - 1) {
        EXPECT_EQ(taken(whole.substr(0, length)), 0);
      }
    }
}

}  // namespace
}  // namespace facefs::test
