// SPDX-License-Identifier: Apache-2.0
#include "daemon/config.h"

#include <gmock/gmock.h>

#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string complaint_about(const std::string& text) {
  Config config;
  try {
    apply_toml(config, text, "config.toml");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Config, AsksNothingOfMaybeWhereTheRuleHasNone) {
  EXPECT_EQ(complaint_about("[recognition]\nrule = \"vote\"\ncertain = 0.65"), "no complaint");
  EXPECT_THAT(complaint_about("[recognition]\nrule = \"bands\"\ncertain = 0.65"), HasSubstr("make it the larger"));
}

TEST(Config, TakesEveryKey) {
  Config config;
  apply_toml(config, R"(
roots = ["/photos", "/more"]
exclude = ["*.tmp.jpg"]
mount = "/faces"
facets = true
[recognition]
detector = "hog"
engine = "bf16"
rule = "vote"
certain = 0.5
maybe = 0.55
[workers]
count = 3
seconds_per_photo = 12
[limits]
megapixels = 50
megabytes_per_photo = 700
rendered_megabytes = 64
enroll_files = 10
enroll_megabytes = 100
)",
             "config.toml");
  EXPECT_THAT(config.roots, testing::ElementsAre("/photos", "/more"));
  EXPECT_EQ(config.exclude.at(0), "*.tmp.jpg");
  EXPECT_EQ(config.mount, "/faces");
  EXPECT_TRUE(config.facets);
  EXPECT_EQ(config.detector, DetectorKind::hog);
  EXPECT_EQ(config.engine, EmbedderEngine::bf16);
  EXPECT_EQ(config.match.rule, RuleKind::vote);
  EXPECT_FLOAT_EQ(config.match.certain, 0.5F);
  EXPECT_FLOAT_EQ(config.match.maybe, 0.55F);
  EXPECT_EQ(config.workers, 3U);
  EXPECT_EQ(config.seconds_per_photo, 12U);
  EXPECT_EQ(config.megapixels, 50);
  EXPECT_EQ(config.megabytes_per_photo, 700U);
  EXPECT_EQ(config.rendered_megabytes, 64U);
  EXPECT_EQ(config.enroll_files, 10U);
  EXPECT_EQ(config.enroll_megabytes, 100U);
}

TEST(Config, GivesTheVoteItsOwnThreshold) {
  Config config;
  apply_toml(config, "[recognition]\nrule = \"vote\"\n", "c");
  EXPECT_FLOAT_EQ(config.match.certain, 0.6F);
  apply_toml(config, "[recognition]\nrule = \"vote\"\ncertain = 0.5\n", "c");
  EXPECT_FLOAT_EQ(config.match.certain, 0.5F);
}

TEST(Config, NamesTheKeyTheLineTheValueAndWhatToDo) {
  EXPECT_THAT(complaint_about("[recognition]\ncertian = 0.4\n"),
              AllOf(HasSubstr("recognition.certian"), HasSubstr("line 2"), HasSubstr("take it out")));
  EXPECT_THAT(complaint_about("[recognition]\ncertain = \"much\"\n"),
              AllOf(HasSubstr("recognition.certain"), HasSubstr("much"), HasSubstr("line 2"), HasSubstr("number")));
  EXPECT_THAT(complaint_about("[recognition]\ncertain = 7\n"), AllOf(HasSubstr("from 0.1 to 1")));
  EXPECT_THAT(complaint_about("[recognition]\ndetector = \"mmod\"\n"),
              AllOf(HasSubstr("mmod"), HasSubstr("\"yunet\" or \"hog\"")));
  EXPECT_THAT(complaint_about("[recognition]\nengine = \"gpu\"\n"), HasSubstr("\"f32\", \"bf16\" or \"dlib\""));
  EXPECT_THAT(complaint_about("roots = \"/photos\"\n"), AllOf(HasSubstr("roots"), HasSubstr("list")));
  EXPECT_THAT(complaint_about("[workers]\ncount = 0\n"), HasSubstr("workers.count"));
  EXPECT_THAT(complaint_about("[workers]\ncount = 1.5\n"), HasSubstr("whole number"));
  EXPECT_THAT(complaint_about("[recognition\n"), AllOf(HasSubstr("config.toml"), HasSubstr("line 1")));
  EXPECT_THAT(complaint_about("[recognition]\ncertain = 0.55\nmaybe = 0.5\n"), HasSubstr("recognition.maybe"));
}

class Places : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"photos", "mount"}) std::filesystem::create_directory(folder / name);
    config.roots = {folder / "photos"};
    config.mount = folder / "mount";
    config.data = folder / "data";
  }
  std::string complaint() {
    try {
      check_data_folder(config);
      check_places(config);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "no complaint";
  }
  TemporaryDirectory folder;
  Config config;
};

TEST_F(Places, ThatAreGoodAreTakenAndTheDataFolderIsMadePrivate) {
  EXPECT_EQ(complaint(), "no complaint");
  EXPECT_EQ(std::filesystem::status(folder / "data").permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_all);
}

TEST_F(Places, MayNotHoldEachOther) {
  config.roots = {(folder / "mount") / "inside"};
  EXPECT_THAT(complaint(), AllOf(HasSubstr("mount/inside"), HasSubstr("inside the mount")));
  config.roots = {folder.path()};
  EXPECT_THAT(complaint(), HasSubstr("inside the photo folder"));
  config.roots = {(folder / "data") / "inside"};
  EXPECT_THAT(complaint(), HasSubstr("inside the data folder"));
}

TEST_F(Places, AreTheSameWithAndWithoutASlashAtTheEnd) {
  config.roots = {(folder / "not-there").string() + "/", (folder / "photos").string() + "/"};
  EXPECT_EQ(complaint(), "no complaint");
  EXPECT_EQ(config.roots[0], folder / "not-there");
  EXPECT_EQ(config.roots[1], folder / "photos");
}

TEST_F(Places, AreNotConfusedByNamesThatBeginAlike) {
  config.mount = folder / "photos-by-face";
  EXPECT_EQ(complaint(), "no complaint");
}

TEST_F(Places, RefuseAMountPointThatHoldsSomething) {
  write_bytes((folder / "mount") / "file", "x");
  EXPECT_THAT(complaint(), HasSubstr("not empty"));
}

TEST_F(Places, RefuseADataFolderThatOthersCanEnter) {
  std::filesystem::create_directory(folder / "data");
  for (const unsigned mode : {0777U, 0755U, 0750U, 0705U, 0710U, 0701U, 0740U, 0704U, 0720U}) {
    std::filesystem::permissions(folder / "data", std::filesystem::perms{mode});
    EXPECT_THAT(complaint(), AllOf(HasSubstr("data"), HasSubstr("chmod 700"))) << std::oct << mode;
  }
}

}  // namespace
}  // namespace facefs::test
