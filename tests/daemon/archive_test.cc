// SPDX-License-Identifier: Apache-2.0
#include "daemon/archive.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

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
  /// Unpacks the file and returns the complaint.
  std::string complaint() const {
    fs::remove_all(home / "into");
    fs::create_directory(home / "into");
    try {
      unpack_archive(home / "all.tar", home / "into");
    } catch (const std::exception& fault) {
      return fault.what();
    }
    return "no complaint";
  }
  /// Packs an archive of a folder with other programs, as somebody else might.
  void pack(const std::string& made_by) const {
    const std::string in_work = "rm -rf '" + (home / "work").string() + "' && mkdir -p '" + (home / "work").string() +
                                "' && cd '" + (home / "work").string() + "' && mkdir -p references/" + kPerson +
                                " && echo '{}' > facefs.json && ";
    ASSERT_EQ(std::system((in_work + made_by).c_str()), 0) << made_by;
  }
  static constexpr const char* kPerson = "00000000000000b";
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
      EXPECT_THAT(fault.what(), HasSubstr("is not a file")) << name;
    }
  EXPECT_TRUE(fs::is_fifo(home / "pipe"));
  EXPECT_EQ(files(), 2U);
}

TEST_F(Archive, LeavesNothingWhenAPhotoCannotBeRead) {
  EXPECT_THROW(write_archive(home / "all.tar", "{}", {{"references/x/y", home / "absent"}}), std::exception);
  EXPECT_EQ(files(), 0U);
}

TEST_F(Archive, UnpacksWhatWasPacked) {
  write_bytes(home / "photo", "bytes of it");
  const std::string member = std::string("references/") + kPerson + "/Joey \xff.jpg";
  write_archive(home / "all.tar", "{\"said\":1}", {{member, home / "photo"}});
  EXPECT_EQ(complaint(), "no complaint");
  EXPECT_EQ(bytes_of(home / "into/facefs.json"), "{\"said\":1}");
  EXPECT_EQ(bytes_of((home / "into") / member), "bytes of it");
}

TEST_F(Archive, RefusesWhatHasNoBusinessInIt) {
  const std::string folder = std::string("references/") + kPerson;
  pack("tar -cf ../all.tar facefs.json " + folder + "/../../facefs.json -P");
  EXPECT_THAT(complaint(), HasSubstr("is not an export of facefs: it holds"));
  for (const std::string& make :
       {"touch " + folder + "/.report.txt", "ln -s /etc/passwd " + folder + "/a.jpg", "mkfifo " + folder + "/a.jpg",
        "mkdir " + folder + "/sub && touch " + folder + "/sub/a.jpg"}) {
    pack(make + " && tar -cf ../all.tar facefs.json $(find references -mindepth 2 ! -type d)");
    EXPECT_THAT(complaint(), HasSubstr("is not an export of facefs: it holds 'references/")) << make;
  }
}

TEST_F(Archive, RefusesWhatIsNotWhole) {
  const std::string folder = std::string("references/") + kPerson;
  pack("touch " + folder + "/a.jpg && tar -cf ../all.tar " + folder + "/a.jpg");
  EXPECT_THAT(complaint(), HasSubstr("there is no facefs.json in it"));
  pack("head -c 100000 /dev/zero > " + folder + "/a.jpg && tar -cf ../all.tar facefs.json " + folder + "/a.jpg");
  EXPECT_EQ(complaint(), "no complaint");
  fs::resize_file(home / "all.tar", 5000);
  EXPECT_NE(complaint(), "no complaint") << "cut in a photo";
  const std::string first = bytes_of(home / "all.tar").substr(0, 1024);  // facefs.json alone
  for (const std::size_t damaged : {100U, 512U, 5000U}) {
    write_bytes(home / "all.tar", first + std::string(damaged, 'x'));
    EXPECT_THAT(complaint(), HasSubstr("all.tar' is damaged: ")) << "what follows is no tar";
  }
}

}  // namespace
}  // namespace facefs::test
