// SPDX-License-Identifier: Apache-2.0
#include "models/exif.h"

#include <gtest/gtest.h>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using namespace std::string_literals;

Orientation read(const std::string& bytes) {
  return orientation_of_exif(as_bytes(bytes));
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

TEST(Exif, SurvivesEveryCut) {
  const std::string whole = exif_with_orientation(6);
  for (std::size_t length = 0; length < whole.size(); ++length) read(whole.substr(0, length));
}

}  // namespace
}  // namespace facefs::test
