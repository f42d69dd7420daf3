// SPDX-License-Identifier: Apache-2.0
#include "daemon/picture_files.h"

#include <gtest/gtest.h>

#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

TEST(PictureFiles, AreKnownByTheirNamesOrMayBe) {
  for (const char* name : {"a.jpg", "A.JPEG", "b.Png", "c.webp", "d.jfif"})
    EXPECT_TRUE(has_photo_extension(name)) << name;
  for (const char* name : {"a.HEIC", "film.mov", "/p.d/IMG_0001", "x.jpg_large"}) {
    EXPECT_FALSE(has_photo_extension(name)) << name;
    EXPECT_TRUE(may_be_photo(name)) << name;
  }
  for (const char* name : {"a.txt", "a.jpg.xmp", "archive.zip", "/p/IMG_0001/a.txt"})
    EXPECT_FALSE(may_be_photo(name)) << name;
}

TEST(PictureFiles, AreWhatTheirFirstBytesSayWhereTheNameSaysSomethingElse) {
  const TemporaryDirectory folder;
  write_bytes(folder / "jpeg.HEIC", bytes_of(photo("obama.jpg")));
  write_bytes(folder / "film.mov", std::string("\0\0\0\x14"
                                               "ftypqt  ",
                                               12) +
                                       std::string(100, '\0'));
  write_bytes(folder / "jpeg.txt", bytes_of(photo("obama.jpg")));
  EXPECT_TRUE(is_photo_file(folder / "jpeg.HEIC"));
  EXPECT_FALSE(is_photo_file(folder / "film.mov"));
  EXPECT_FALSE(is_photo_file(folder / "jpeg.txt")) << "not even opened";
  EXPECT_FALSE(is_photo_file(folder / "absent.heic"));
  EXPECT_EQ(kind_of_file(open_photo(folder / "film.mov")), FileKind::video);
}

}  // namespace
}  // namespace facefs::test
