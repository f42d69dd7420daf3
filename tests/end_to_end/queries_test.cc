// SPDX-License-Identifier: Apache-2.0
// Queries as paths, what-ifs, pictures made on read, and the way from one machine to another.
#include <gmock/gmock.h>

#include <set>

#include "index/values/person_name.h"
#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::_;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Queries : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o.jpg");
    write_bytes(photos / "b.jpg", bytes_of(photo("biden.jpg")) + " ");
    write_bytes(photos / "both.jpg", group_photo({"biden.jpg", "obama3.jpg"}));
    start();
    enroll("Obama", {"obama.jpg"});
    enroll("Anne-Marie", {"biden.jpg"});
    settle();
  }
};

TEST_F(Queries, AreFoldersThatNobodyHasToMake) {
  EXPECT_THAT(list("together/Obama+Anne-Marie"), ElementsAre("both.jpg"));
  EXPECT_THAT(list("together/Obama-Anne-Marie"), ElementsAre("o.jpg"));
  EXPECT_THAT(list("together/Obama,Anne-Marie"), ElementsAre("b.jpg", "both.jpg", "o.jpg"));
  EXPECT_THAT(list("together/=Obama"), ElementsAre("o.jpg"));
  EXPECT_THAT(list("together/=(Obama+\"Anne-Marie\")"), ElementsAre("both.jpg"));
  EXPECT_THAT(list("together"), IsEmpty()) << "looking makes nothing";
  for (const char* nonsense : {"Obama+", "+", "Nobody", "Obama+Nobody", "(Obama", "=", "Obama Anne-Marie"})
    EXPECT_FALSE(fs::exists(faces / "together" / nonsense)) << nonsense;
  EXPECT_TRUE(bytes_of(faces / "together/Obama+Anne-Marie/both.jpg") == bytes_of(photos / "both.jpg"));
}

TEST_F(Queries, FollowWhatIsDecided) {
  ASSERT_THAT(list("together/Obama+Anne-Marie"), ElementsAre("both.jpg"));
  fs::remove(faces / "people/Anne-Marie/both.jpg");
  settle();
  EXPECT_THAT(list("together/Obama+Anne-Marie"), IsEmpty());
  EXPECT_FALSE(fs::exists(faces / "together/Obama+Anne-Marie/both.jpg"));
}

TEST_F(Queries, APersonsFolderHasFacetsForWhoAsks) {
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg", "o.jpg")) << "a plain list of photos";
  EXPECT_THAT(list("people/Obama/with"), ElementsAre("Anne-Marie"));
  EXPECT_THAT(list("people/Obama/with/Anne-Marie"), ElementsAre("both.jpg"));
  EXPECT_THAT(list("people/Obama/by-folder"), ElementsAre("photos"));
  EXPECT_THAT(list("people/Obama/by-folder/photos"), ElementsAre("both.jpg", "o.jpg"));
  const auto years = list("people/Obama/by-year");
  ASSERT_THAT(years, ElementsAre("2009", _)) << "o.jpg was taken then, both.jpg does not say when it was";
  EXPECT_THAT(list("people/Obama/by-year/2009"), ElementsAre("o.jpg"));
  EXPECT_THAT(list("people/Obama/by-year/" + years[1]), ElementsAre("both.jpg"));
  EXPECT_TRUE(bytes_of(faces / "people/Obama/with/Anne-Marie/both.jpg") == bytes_of(photos / "both.jpg"));
  EXPECT_FALSE(fs::exists(faces / "people/Obama/with/Nobody"));
  EXPECT_FALSE(fs::exists(faces / "maybe/Obama/with"));
  write_bytes(home / "config.toml", "facets = true\n");
  ASSERT_EQ(stop(), 0);
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg", "by-folder", "by-year", "o.jpg", "with"));
}

TEST_F(Queries, WithSomebodyWhoIsHiddenAreNotOffered) {
  ASSERT_THAT(list("people/Obama/with"), ElementsAre("Anne-Marie"));
  ASSERT_EQ(shell("rm -r " + quoted(faces / "people/Anne-Marie")).code, 0);
  write_bytes(photos / "both again.jpg", group_photo({"biden.jpg", "obama2.jpg"}));
  settle();
  ASSERT_THAT(list("people/Obama"), ElementsAre("both again.jpg", "both.jpg", "o.jpg"));
  EXPECT_THAT(list("people/Obama/with"), IsEmpty());
  EXPECT_FALSE(fs::exists(faces / "people/Obama/with/Anne-Marie"));
}

TEST_F(Queries, OfAYearGoByWhenThePhotoWasTaken) {
  write_bytes(photos / "old.jpg",
              with_segment(bytes_of(photo("obama3.jpg")), '\xe1', exif_with_date("1987:06:05 04:03:02")));
  settle();
  EXPECT_THAT(list("people/Obama/by-year/1987"), ElementsAre("old.jpg"));
}

TEST_F(Queries, ArePinnedAndFollowARename) {
  EXPECT_EQ(facefs("pin Obama+Anne-Marie 'Our trips'").code, 0);
  EXPECT_THAT(list("together"), ElementsAre("Our trips"));
  EXPECT_THAT(list("together/Our trips"), ElementsAre("both.jpg"));
  EXPECT_EQ(fs::read_symlink(faces / "together/Our trips"), "Obama+\"Anne-Marie\"");
  fs::rename(faces / "people/Obama", faces / "people/Barack");
  EXPECT_EQ(fs::read_symlink(faces / "together/Our trips"), "Barack+\"Anne-Marie\"") << "at once";
  ASSERT_EQ(stop(), 0);
  start();
  settle();
  EXPECT_EQ(fs::read_symlink(faces / "together/Our trips"), "Barack+\"Anne-Marie\"");
  EXPECT_THAT(list("together/Our trips"), ElementsAre("both.jpg"));
  fs::rename(faces / "together/Our trips", faces / "together/Journeys");
  EXPECT_THAT(list("together"), ElementsAre("Journeys"));
  fs::remove(faces / "together/Journeys");
  EXPECT_THAT(list("together"), IsEmpty());
  const Finished refused = facefs("pin Obama+Nobody x");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("cannot be read as a query"));
}

TEST_F(Queries, AskWhatAnotherThresholdWouldGive) {
  EXPECT_THAT(list(".at/0.01/people/Obama"), IsEmpty());
  EXPECT_THAT(list(".at/0.45/people/Obama"), ElementsAre("both.jpg", "o.jpg"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg", "o.jpg")) << "looking changes nothing";
  for (const char* nonsense : {"0", "2", "x", "0.45x"}) EXPECT_FALSE(fs::exists(faces / ".at" / nonsense)) << nonsense;
}

TEST_F(Queries, PicturesAreAsLongAsTheySayAndMadeWhenTheyAreRead) {
  EXPECT_THAT(list("labeled/Obama"), ElementsAre("both.jpg", "o.jpg"));
  EXPECT_FALSE(fs::exists(data / "rendered")) << "a listing makes nothing";
  const fs::path labelled = faces / "labeled/Obama/both.jpg";
  const std::string picture = bytes_of(labelled);
  EXPECT_EQ(picture.size(), fs::file_size(labelled));
  const Image drawn = decoded_image(picture), original = decoded_image(bytes_of(photos / "both.jpg"));
  EXPECT_EQ(drawn.width, original.width);
  EXPECT_NE(drawn.rgb, original.rgb);
  const auto crops = list("faces/Obama");
  ASSERT_EQ(crops.size(), 2U);
  for (const std::string& crop : crops) {
    const std::string face = bytes_of(faces / "faces/Obama" / crop);
    EXPECT_EQ(face.size(), fs::file_size(faces / "faces/Obama" / crop));
    EXPECT_EQ(decoded_image(face).width, 320);
  }
  EXPECT_NE(::open(labelled.c_str(), O_WRONLY), 0);
  EXPECT_EQ(errno, EACCES);
}

TEST_F(Queries, PicturesOfPhotosWithTheLongestNamesCanBeOpened) {
  const std::string bytes = bytes_of(photos / "o.jpg");
  std::string accents;
  while (accents.size() < 250) accents += "\u00e9";
  const std::vector<std::string> names = {std::string(251, 'x') + ".jpg", std::string(251, 'x') + ".png",
                                          std::string(250, 'x') + "y.png", accents + ".png"};
  for (const std::string& name : names) write_bytes(photos / name, bytes + name);
  settle();
  for (const char* folder : {"labeled/Obama", "faces/Obama"}) {
    const auto pictures = list(folder);
    EXPECT_EQ(pictures.size(), 6U) << folder;
    EXPECT_EQ(std::set<std::string>(pictures.begin(), pictures.end()).size(), 6U) << "each under a name of its own";
    for (const std::string& picture : pictures) {
      EXPECT_LE(picture.size(), 255U) << picture;
      EXPECT_TRUE(nfc_of(picture)) << "cut within a character: " << picture;
      EXPECT_TRUE(fs::file_size(faces / folder / picture) > 0) << picture;
      EXPECT_GT(decoded_image(bytes_of(faces / folder / picture)).width, 0) << picture;
    }
  }
}

TEST_F(Queries, PicturesShowTheNamesOfToday) {
  const fs::path labelled = faces / "labeled/Obama/o.jpg";
  const std::string before = bytes_of(labelled);
  EXPECT_TRUE(bytes_of(labelled) == before) << "the second time from the disk";
  fs::rename(faces / "people/Obama", faces / "people/Barack");
  settle();
  EXPECT_TRUE(bytes_of(faces / "labeled/Barack/o.jpg") != before);
}

TEST_F(Queries, PicturesOfAForgottenPersonAreGone) {
  bytes_of(faces / "labeled/Obama/o.jpg");
  ASSERT_FALSE(fs::is_empty(data / "rendered"));
  ASSERT_EQ(facefs("forget --yes Obama").code, 0);
  settle();
  EXPECT_TRUE(!fs::exists(data / "rendered") || fs::is_empty(data / "rendered"));
}

TEST_F(Queries, PicturesAreKeptUpToALimitTheLongestUnreadGoingFirst) {
  ASSERT_EQ(stop(), 0);
  write_bytes(home / "config.toml", "[limits]\nrendered_megabytes = 1\n");
  constexpr int kMore = 8;
  for (int i = 0; i < kMore; ++i)
    write_bytes(photos / ("more" + std::to_string(i) + ".jpg"), bytes_of(photo("obama2.jpg")) + std::to_string(i));
  start({"--config", home / "config.toml"});
  settle();
  const auto names = list("labeled/Obama");
  std::uintmax_t all = 0;
  for (const std::string& name : names) all += fs::file_size(faces / "labeled/Obama" / name);
  ASSERT_GT(all, 2U << 20) << "these would fit: nothing is tested";
  const auto kept = [&] {
    std::uintmax_t bytes = 0;
    for (const auto& file : fs::directory_iterator(data / "rendered")) bytes += file.file_size();
    return bytes;
  };
  const std::string first = bytes_of(faces / "labeled/Obama" / names[0]);
  for (const std::string& name : names) {
    EXPECT_FALSE(bytes_of(faces / "labeled/Obama" / name).empty());
    EXPECT_TRUE(eventually([&] { return kept() <= 1U << 20; })) << kept();
  }
  EXPECT_GT(kept(), 0U);
  std::set<std::string> before;
  for (const auto& file : fs::directory_iterator(data / "rendered")) before.insert(file.path().filename());
  bytes_of(faces / "labeled/Obama" / names.back());
  std::set<std::string> after;
  for (const auto& file : fs::directory_iterator(data / "rendered")) after.insert(file.path().filename());
  EXPECT_EQ(before, after) << "what was read last is still there";
  EXPECT_TRUE(bytes_of(faces / "labeled/Obama" / names[0]) == first) << "what went is made again, byte for byte";
}

TEST_F(Queries, WhatIsNoPictureStaysWhereItIsAndDoesNotTravel) {
  write_bytes(faces / "enroll/Obama/notes.txt", "no picture");
  write_bytes(faces / "enroll/Obama/.bashrc", "no picture either");
  settle();
  EXPECT_EQ(verdict("Obama", "notes.txt"), "not-a-photo");
  const Finished done = facefs("export " + quoted(home / "all.tar"));
  EXPECT_THAT(done.output, HasSubstr("2 files in enroll/ are not pictures"));
  const std::string members = shell("tar tf " + quoted(home / "all.tar")).output;
  EXPECT_THAT(members, HasSubstr("/obama.jpg"));
  EXPECT_THAT(members, Not(HasSubstr("notes.txt")));
  EXPECT_THAT(members, Not(HasSubstr("bashrc")));
  EXPECT_EQ(facefs("import " + quoted(home / "all.tar")).code, 0) << "and what was exported can be imported";
}

TEST_F(Queries, WhatDesktopsLeaveInFoldersIsNotTaken) {
  for (const char* folder : {"enroll/Obama", "people/Obama"}) {
    const int made = ::open((faces / folder / ".DS_Store").c_str(), O_WRONLY | O_CREAT, 0644);
    EXPECT_TRUE(made < 0 && errno == EPERM) << folder;
    if (made >= 0) ::close(made);
  }
  EXPECT_NE(::mknod((faces / "enroll/Obama/Thumbs.db").c_str(), S_IFREG | 0644, 0), 0);
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("'Thumbs.db' is a file that desktops leave"));
}

/// rsync copies under a temporary name, which is none of those that desktops leave.
TEST_F(Queries, WhatDesktopsLeaveInFoldersIsNotTakenByARenameEither) {
  fs::create_directory(home / "copied");
  write_bytes(home / "copied/Thumbs.db", "folder view");
  fs::copy_file(photo("obama2.jpg"), home / "copied/second.jpg");
  for (const char* folder : {"enroll/Obama", "people/Obama"}) {
    EXPECT_NE(shell("rsync -a " + quoted(home / "copied") + "/ " + quoted(faces / folder) + "/").code, 0) << folder;
    EXPECT_FALSE(fs::exists(faces / folder / "Thumbs.db")) << folder;
    EXPECT_TRUE(fs::exists(faces / folder / "second.jpg")) << folder;
  }
}

TEST_F(Queries, ErasedFacesAreNeverMadeAgain) {
  ASSERT_EQ(facefs("forget --yes --faces Obama").code, 0);
  settle();
  const auto is_gone = [&] {
    for (const char* name : {"o.jpg", "both.jpg"}) {
      const auto told = facefs_json("explain " + quoted(photos / name));
      for (const auto& face : told["faces"])
        if (face["decision"] == "erase" && !face["nearest_references"].empty()) return false;
    }
    return list("unknown/all").empty();
  };
  EXPECT_TRUE(is_gone());
  EXPECT_THAT(list("people"), ElementsAre("Anne-Marie"));
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data / "gallery");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_TRUE(is_gone());
  EXPECT_THAT(list("people/Obama"), IsEmpty());
  EXPECT_THAT(list("people/Anne-Marie"), ElementsAre("b.jpg", "both.jpg")) << "others in the same photo stay";
  EXPECT_EQ(status()["embedded"], 2) << "of four faces";
}

TEST_F(Queries, OneFaceIsErasedByItsNumber) {
  ASSERT_EQ(facefs("forget --yes --face " + quoted(photos / "both.jpg") + " 1").code, 0);
  settle();
  EXPECT_THAT(list("people/Anne-Marie"), ElementsAre("b.jpg"));
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg", "o.jpg"));
  const Finished refused = facefs("forget --yes --face " + quoted(photos / "both.jpg") + " 3");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("has 2 faces"));
  EXPECT_EQ(facefs("forget").code, 2);
}

TEST_F(Queries, ExplainWhyAFaceIsWhoItIs) {
  const auto told = facefs_json("explain " + quoted(photos / "both.jpg"));
  ASSERT_EQ(told["faces"].size(), 2U);
  for (const auto& face : told["faces"]) {
    EXPECT_EQ(face["nearest_references"].size(), 2U);
    EXPECT_EQ(face["nearest_references"][0]["person"], face["person"]);
    EXPECT_GT(face["quality"], 0);
  }
  EXPECT_THAT(facefs("explain --look-alike " + quoted(photos / "o.jpg")).output, HasSubstr("looks most like Obama"));
}

TEST_F(Queries, EverythingSaidGoesToAnotherMachineAndBack) {
  fs::remove(faces / "people/Obama/o.jpg");
  ASSERT_EQ(facefs("pin Obama+Anne-Marie Trips").code, 0);
  settle();
  const auto before = std::pair(list("people/Obama"), list("people/Anne-Marie"));
  ASSERT_EQ(facefs("export " + quoted(home / "all.tar")).code, 0);
  EXPECT_EQ(fs::status(home / "all.tar").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data);
  fs::create_directory(data);
  fs::permissions(data, fs::perms::owner_all);
  start();
  settle();
  ASSERT_THAT(list("people"), IsEmpty());
  for (int twice = 0; twice < 2; ++twice) {
    const Finished done = facefs("import " + quoted(home / "all.tar"));
    ASSERT_EQ(done.code, 0) << done.output;
    settle();
    EXPECT_EQ(std::pair(list("people/Obama"), list("people/Anne-Marie")), before);
    EXPECT_THAT(list("enroll/Obama"), ElementsAre("obama.jpg"));
    EXPECT_THAT(list("together/Trips"), ElementsAre("both.jpg"));
  }
  EXPECT_THAT(list("together"), ElementsAre("Trips"));
}

TEST_F(Queries, AForeignArchiveIsRefusedWhole) {
  for (const char* make :
       {"tar -cf all.tar ../photos 2>/dev/null; true", "echo hello > all.tar",
        "mkdir -p references/00000000000000b && touch references/00000000000000b/x facefs.json && "
        "tar -cf all.tar facefs.json references/00000000000000b/x --transform 's,b/x,b/../../x,'",
        "mkdir -p references/00000000000000b && touch references/00000000000000b/x && echo '{}' > facefs.json && "
        "tar -cf all.tar facefs.json references/00000000000000b/x --transform 's,b/x,b/sub/../../../../escaped,'",
        "echo '{}' > facefs.json && tar -cf all.tar facefs.json"}) {
    fs::create_directories(home / "work");
    shell("cd " + quoted(home / "work") + " && rm -rf * && " + make);
    const Finished refused = facefs("import " + quoted(home / "work/all.tar"));
    EXPECT_EQ(refused.code, 1) << make;
    EXPECT_THAT(refused.output, HasSubstr("facefs: ")) << make;
    EXPECT_FALSE(fs::exists(data / "escaped")) << make;
  }
  EXPECT_THAT(list("people"), ElementsAre("Anne-Marie", "Obama"));
  for (const auto& entry : fs::directory_iterator(data))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("import-"))) << "nothing is left of a refused one";
}

TEST_F(Queries, AnArchiveThatCannotBeTakenInIsRefusedWithWhatIsWrongInIt) {
  const auto import = [&](const std::string& name) {
    write_bytes(home / "facefs.json", R"({"facefs":1,"said":[{"verb":"person","person":"00000000000000b","name":")" +
                                          name + R"(","seq":1,"act":1,"group":1,"time_ns":1,"program":"cp"}]})");
    shell("cd " + quoted(home.path()) + " && tar -cf all.tar facefs.json");
    return facefs("import " + quoted(home / "all.tar")).output;
  };
  EXPECT_THAT(import("a/b"), HasSubstr("'a/b', which nobody can have"));
  EXPECT_THAT(import("\\ud800"), HasSubstr("it is not an export of facefs, or it is damaged"));
}

}  // namespace
}  // namespace facefs::test
