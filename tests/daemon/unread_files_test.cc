// SPDX-License-Identifier: Apache-2.0
#include "daemon/unread_files.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(UnreadFilesTest, AreCountedOnceByKind) {
  UnreadFiles unread;
  EXPECT_TRUE(unread.found("/photos/a.heic", FileKind::heic));
  EXPECT_FALSE(unread.found("/photos/a.heic", FileKind::heic)) << "no news";
  EXPECT_TRUE(unread.found("/photos/sub/a.heic", FileKind::heic));
  EXPECT_TRUE(unread.found("/photos/film.mov", FileKind::video));
  EXPECT_THAT(unread.counts(), ElementsAre(Pair("heic", 2), Pair("video", 1)));
  EXPECT_TRUE(unread.found("/photos/film.mov", FileKind::heic)) << "it is another one now";
  EXPECT_THAT(unread.counts(), ElementsAre(Pair("heic", 3)));
}

TEST(UnreadFilesTest, AreNotWhatIsReadOrNoPicture) {
  UnreadFiles unread;
  EXPECT_FALSE(unread.found("/photos/a", FileKind::jpeg));
  EXPECT_FALSE(unread.found("/photos/b", FileKind::unknown));
  unread.found("/photos/c", FileKind::heic);
  EXPECT_TRUE(unread.found("/photos/c", FileKind::jpeg)) << "overwritten by one that is read";
  EXPECT_THAT(unread.counts(), IsEmpty());
}

TEST(UnreadFilesTest, GoWithTheirFolder) {
  UnreadFiles unread;
  for (const char* path : {"/photos/a/1.heic", "/photos/a/b/2.heic", "/photos/a-b/3.heic", "/photos/ab/4.heic"})
    unread.found(path, FileKind::heic);
  EXPECT_TRUE(unread.gone("/photos/ab/4.heic"));
  EXPECT_FALSE(unread.gone("/photos/ab/4.heic"));
  unread.folder_gone("/photos/a");
  EXPECT_THAT(unread.counts(), ElementsAre(Pair("heic", 1))) << "another folder's name only begins so";
  unread.begin_folder("/photos/a-b");
  EXPECT_THAT(unread.counts(), IsEmpty());
}

}  // namespace
}  // namespace facefs::test
