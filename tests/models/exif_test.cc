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
  return exif_of(as_bytes(bytes)).value_or(Exif{}).taken;
}

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
