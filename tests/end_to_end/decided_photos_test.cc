// SPDX-License-Identifier: Apache-2.0
// A decision is about a face in a content. It does not matter where the file is, or whether it is there.
#include <gmock/gmock.h>

#include "support/verbs_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class DecidedPhotos : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    add_photo("obama2.jpg", "o2.jpg");
    write_bytes(photos / "both.jpg", group_photo({"biden.jpg", "obama3.jpg"}));
    start();
    enroll("Obama", {"obama.jpg"});
    enroll("Biden", {"biden.jpg"});
    settle();
  }
};

TEST_F(DecidedPhotos, KeepWhatWasSaidWhenTheyAreRenamedMovedDeletedAndComeBack) {
  const std::string bytes = bytes_of(photos / "o2.jpg");
  fs::remove(faces / "people/Obama/o2.jpg");
  settle();
  fs::rename(photos / "o2.jpg", photos / "renamed.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg"));
  fs::create_directory(photos / "sub");
  fs::rename(photos / "renamed.jpg", photos / "sub/moved.jpg");
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg"));
  fs::remove(photos / "sub/moved.jpg");
  settle();
  write_bytes(photos / "back.jpg", bytes);
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("both.jpg"));
  EXPECT_THAT(list("unknown/all"), ElementsAre("back.jpg"));
}

TEST_F(DecidedPhotos, WithTwoFacesAreMovedForTheFaceThatIsThePerson) {
  fs::create_directory(faces / "people/Michelle");
  fs::rename(faces / "people/Obama/both.jpg", faces / "people/Michelle/both.jpg");
  settle();
  const auto told = facefs_json("explain " + quoted(photos / "both.jpg"))["faces"];
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["person"], "Biden") << "the other face stays who it is";
  EXPECT_EQ(told[0]["decision"], "is-not") << "no face of a photo that is taken away from Obama is Obama";
  EXPECT_EQ(told[1]["person"], "Michelle");
  EXPECT_EQ(told[1]["decision"], "is");
  EXPECT_EQ(nlohmann::json::parse(xattr("people/Michelle/both.jpg", "user.facefs.faces"))["faces"], told);
}

TEST_F(DecidedPhotos, OfNoInterestAreOfInterestAgainWhenTheyAreRemovedThere) {
  fs::rename(faces / "people/Obama/o2.jpg", faces / "ignored/o2.jpg");
  settle();
  ASSERT_THAT(list("ignored"), ElementsAre("o2.jpg"));
  fs::remove(faces / "ignored/o2.jpg");
  settle();
  EXPECT_THAT(list("ignored"), IsEmpty());
  fs::rename(faces / "people/Biden/both.jpg", faces / "ignored/both.jpg");
  fs::rename(faces / "ignored/both.jpg", faces / "people/Biden/both.jpg");
  settle();
  EXPECT_THAT(list("people/Biden"), Contains("both.jpg"));
  EXPECT_THAT(list("ignored"), Not(Contains("both.jpg")));
}

TEST_F(DecidedPhotos, AreExplainedWithScoreRunnerUpAndTheFiveNearestReferences) {
  for (const char* file : {"obama2.jpg", "obama3.jpg", "obama_partial_face.jpg", "obama_partial_face2.jpg"})
    fs::copy_file(photo(file), faces / "enroll/Obama" / file);
  settle();
  const auto face = facefs_json("explain " + quoted(photos / "o2.jpg"))["faces"][0];
  EXPECT_GT(face["score"], 0.5);
  EXPECT_EQ(face["runner_up"]["person"], "Biden");
  ASSERT_EQ(face["nearest_references"].size(), 5U) << "of six";
  for (std::size_t i = 1; i < 5; ++i)
    EXPECT_LE(face["nearest_references"][i - 1]["distance"], face["nearest_references"][i]["distance"]);
}

TEST_F(DecidedPhotos, HaveTheirFacesInFacesTheBestFirst) {
  std::vector<double> qualities;
  for (const std::string& name : list("faces/Obama")) {
    const std::string photo_name = name.substr(name.find(' ') + 1);
    double quality = 0;
    const auto explained = facefs_json("explain " + quoted(photos / photo_name));
    for (const auto& face : explained["faces"])
      if (face["person"] == "Obama") quality = face["quality"];
    qualities.push_back(quality);
  }
  ASSERT_EQ(qualities.size(), 2U);
  EXPECT_GE(qualities[0], qualities[1]);
}

TEST_F(DecidedPhotos, PeopleAreRenamedAsFileManagersAsk) {
  const auto renamed = [&](const char* from, const char* to, unsigned flags) {
    const int result =
        ::renameat2(AT_FDCWD, (faces / "people" / from).c_str(), AT_FDCWD, (faces / "people" / to).c_str(), flags);
    return result == 0 ? 0 : errno;
  };
  EXPECT_EQ(renamed("Obama", "Biden", RENAME_NOREPLACE), EEXIST);
  EXPECT_EQ(renamed("Obama", "Biden", RENAME_EXCHANGE), EINVAL);
  EXPECT_EQ(renamed("Obama", "Barack", RENAME_NOREPLACE), 0);
  EXPECT_THAT(list("people"), ElementsAre("Barack", "Biden"));
}

TEST_F(DecidedPhotos, AreUnknownAgainWhenThePersonIsForgotten) {
  ASSERT_EQ(facefs("forget --yes Obama").code, 0);
  settle();
  EXPECT_THAT(list("unknown/all"), ElementsAre("both.jpg", "o2.jpg"));
  EXPECT_THAT(list("people"), ElementsAre("Biden"));
}

}  // namespace
}  // namespace facefs::test
