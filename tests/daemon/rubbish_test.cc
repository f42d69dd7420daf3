// SPDX-License-Identifier: Apache-2.0
#include "daemon/rubbish.h"

#include <gtest/gtest.h>

namespace facefs::test {
namespace {

TEST(Rubbish, IsWhatDevicesAndProgramsKeepForThemselves) {
  for (const char* path :
       {"/nas/2019/@eaDir", "/nas/#recycle", "/nas/#snapshot", "/usb/$RECYCLE.BIN", "/usb/$Recycle.Bin",
        "/usb/lost+found", "/mac/My.photoslibrary/resources", "/p/Catalog Previews.lrdata",
        "/usb/System Volume Information", "/usb/FOUND.000", "/usb/LOST.DIR", "/nas/a/@__thumb",
        "/card/PRIVATE/M4ROOT/THMBNL", "/srv/photoprism/storage/cache/thumbnails", "/srv/immich-app/thumbs",
        "/nas/Network Trash Folder"})
    EXPECT_TRUE(is_rubbish(path)) << path;
}

TEST(Rubbish, IsNotWhatPeopleNameLikeThat) {
  for (const char* path :
       {"/p/resources", "/p/recycle", "/mac/My.photoslibrary", "/mac/My.photoslibrary/originals", "/p/Thumbnails",
        "/p/thumbs", "/p/storage", "/p/FOUND.jpg", "/p/lost and found", "/p/preview", "relative", "/"})
    EXPECT_FALSE(is_rubbish(path)) << path;
}

}  // namespace
}  // namespace facefs::test
