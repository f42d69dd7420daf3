// SPDX-License-Identifier: Apache-2.0
#include "daemon/archive.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "support/photo_factory.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Archive : public testing::Test {
 protected:
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(home.path()), fs::directory_iterator()));
  }
  TemporaryDirectory home;
};

TEST_F(Archive, TakesTheEarlierOnesPlaceAndIsTheOwnersAlone) {
  write_bytes(home / "all.tar", "an earlier one");
  write_bytes(home / "all.tar.new", "somebody's own");
  write_archive(home / "all.tar", "{}", {});
  EXPECT_THAT(bytes_of(home / "all.tar"), HasSubstr("facefs.json"));
  EXPECT_EQ(fs::status(home / "all.tar").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(bytes_of(home / "all.tar.new"), "somebody's own");
  EXPECT_EQ(files(), 2U);
}

TEST_F(Archive, IsWrittenWhereALinkLeads) {
  fs::create_directory(home / "disk");
  fs::create_symlink("disk/all.tar", home / "all.tar");
  write_archive(home / "all.tar", "{}", {});
  EXPECT_TRUE(fs::is_symlink(home / "all.tar"));
  EXPECT_THAT(bytes_of(home / "disk/all.tar"), HasSubstr("facefs.json"));
}

TEST_F(Archive, IsNotWrittenInThePlaceOfWhatIsNoFile) {
  ASSERT_EQ(::mkfifo((home / "pipe").c_str(), 0600), 0);
  fs::create_directory(home / "folder");
  for (const char* name : {"pipe", "folder"}) try {
      write_archive(home / name, "{}", {});
      ADD_FAILURE() << name;
    } catch (const std::runtime_error& fault) {
      EXPECT_THAT(fault.what(), HasSubstr("is no file")) << name;
    }
  EXPECT_TRUE(fs::is_fifo(home / "pipe"));
  EXPECT_EQ(files(), 2U);
}

TEST_F(Archive, LeavesNothingWhenAPhotoCannotBeRead) {
  EXPECT_THROW(write_archive(home / "all.tar", "{}", {{"references/x/y", home / "absent"}}), std::exception);
  EXPECT_EQ(files(), 0U);
}

}  // namespace
}  // namespace facefs::test
