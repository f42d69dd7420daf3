// SPDX-License-Identifier: Apache-2.0
#include "daemon/mount_watch.h"

#include <gmock/gmock.h>

namespace facefs::test {
namespace {

using testing::IsEmpty;
using testing::Optional;

class Mounts : public testing::Test {
 protected:
  boost::asio::io_context loop;
  const PhotoFolders folders{{"/media/usb/photos", "/home/joe/photos"}};
  MountWatch mounts{loop, folders};
};

TEST_F(Mounts, AreNotRememberedBeforeTheFirstLook) {
  EXPECT_THAT(mounts.points(), IsEmpty());
  EXPECT_FALSE(mounts.point_of("/media/usb/photos"));
}

TEST_F(Mounts, OfAFolderAreToldByTheInnermost) {
  mounts.remember({"/media/usb", "/media/usb/photos/card"});
  EXPECT_THAT(mounts.point_of("/media/usb/photos/card/2019"), Optional(std::string("/media/usb/photos/card")));
  EXPECT_THAT(mounts.point_of("/media/usb/photos/card"), Optional(std::string("/media/usb/photos/card")));
  EXPECT_THAT(mounts.point_of("/media/usb/photos/card 2"), Optional(std::string("/media/usb")));
  EXPECT_FALSE(mounts.point_of("/home/joe/photos"));
}

TEST_F(Mounts, BelowARootAreToldFromThoseAtOrAboveOne) {
  EXPECT_TRUE(mounts.is_below_a_root("/media/usb/photos/card"));
  EXPECT_FALSE(mounts.is_below_a_root("/media/usb/photos"));
  EXPECT_FALSE(mounts.is_below_a_root("/media/usb"));
}

TEST_F(Mounts, StayAsTheyWereRememberedWhateverALookFinds) {
  mounts.remember({"/media/usb"});
  mounts.look();
  EXPECT_THAT(mounts.points(), testing::ElementsAre("/media/usb"));
}

}  // namespace
}  // namespace facefs::test
