// SPDX-License-Identifier: Apache-2.0
#include "fuse/junk_names.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

TEST(JunkName, IsWhatDesktopsLeaveInEachFolder) {
  for (const char* name : {".directory", ".directory.Xy12Zz", ".DS_Store", ".hidden", "Thumbs.db", "THUMBS.DB",
                           "desktop.ini", "Desktop.ini", "._IMG_1.jpg", ".nomedia", "Picasa.ini"})
    EXPECT_TRUE(is_junk_name(name)) << name;
}

TEST(JunkName, IsNoPhotosAndNoCopiersTemporaryOne) {
  for (const char* name : {"IMG_1.jpg", "no extension", ".goutputstream-AB12CD", ".IMG_1.jpg.Xy12Zz",
                           "._DSC1234.JPG.Xy12Zz", "IMG_1.jpg.part", ".hidden.jpg", "thumbs.jpg", ".", "", "directory"})
    EXPECT_FALSE(is_junk_name(name)) << name;
}

}  // namespace
}  // namespace facefs::test
