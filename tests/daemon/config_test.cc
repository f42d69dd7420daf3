// SPDX-License-Identifier: Apache-2.0
#include "daemon/config.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>

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
include = ["#recycle"]
mount = "/faces"
facets = true
[recognition]
detector = "hog"
embedder = "dlib"
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
  EXPECT_EQ(config.include.at(0), "#recycle");
  EXPECT_EQ(config.mount, "/faces");
  EXPECT_TRUE(config.facets);
  EXPECT_EQ(config.networks.detector, DetectorKind::hog);
  EXPECT_EQ(config.networks.embedder, EmbedderKind::dlib);
  EXPECT_EQ(config.networks.engine, EmbedderEngine::bf16);
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
              AllOf(HasSubstr("recognition.certian"), HasSubstr("line 2"), HasSubstr("remove that line")));
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

/// Gives each test a home of its own.
class ReadConfig : public testing::Test {
 protected:
  static constexpr std::array<const char*, 3> kVariables = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"};

  void SetUp() override {
    for (const char* variable : kVariables) {
      const char* value = std::getenv(variable);
      usual_.emplace_back(value ? std::optional<std::string>(value) : std::nullopt);
      ::unsetenv(variable);
    }
    ::setenv("HOME", home.path().c_str(), 1);
  }
  void TearDown() override {
    for (std::size_t i = 0; i < kVariables.size(); ++i)
      usual_[i] ? ::setenv(kVariables[i], usual_[i]->c_str(), 1) : ::unsetenv(kVariables[i]);
  }
  void write_usual(const std::string& text) const {
    std::filesystem::create_directories(home / ".config/facefs");
    write_bytes(home / ".config/facefs/config.toml", text);
  }
  static std::string complaint(const CommandLine& words) {
    try {
      read_config(words);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "no complaint";
  }
  TemporaryDirectory home;

 private:
  std::vector<std::optional<std::string>> usual_;
};

TEST_F(ReadConfig, FillsInWhatIsUsual) {
  write_usual("roots = [\"~/Pictures\", \"~\", \"/media/~/photos\"]\n");
  const Config config = read_config({});
  EXPECT_THAT(config.roots, testing::ElementsAre(home / "Pictures", home.path(), "/media/~/photos"));
  EXPECT_EQ(config.mount, home / "faces");
  EXPECT_EQ(config.data, home / ".local/share/facefs");
  EXPECT_GE(config.workers, 1U);
  ::setenv("XDG_DATA_HOME", "relative/is/no/place", 1);
  EXPECT_EQ(read_config({}).data, home / ".local/share/facefs");
  ::setenv("XDG_DATA_HOME", "/data", 1);
  EXPECT_EQ(read_config({}).data, "/data/facefs");
}

TEST_F(ReadConfig, LetsTheCommandLineWin) {
  write_usual("roots = [\"/of/the/file\"]\nmount = \"/mount/of/the/file\"\n");
  const Config config = read_config({{}, {"/given", "/too"}, "/mount", "/data", "/models"});
  EXPECT_THAT(config.roots, testing::ElementsAre("/given", "/too"));
  EXPECT_EQ(config.mount, "/mount");
  EXPECT_EQ(config.data, "/data");
  EXPECT_EQ(config.models, "/models");
  EXPECT_EQ(read_config({}).mount, "/mount/of/the/file");
}

TEST_F(ReadConfig, SaysWhatIsMissing) {
  EXPECT_THAT(complaint({home / "absent.toml", {"/photos"}, {}, {}, {}}),
              AllOf(HasSubstr("absent.toml"), HasSubstr("there is no such file")));
  EXPECT_THAT(complaint({}), AllOf(HasSubstr("no photo folder is given"), HasSubstr(".config/facefs/config.toml")));
  ::unsetenv("HOME");
  EXPECT_THAT(complaint({{}, {"/photos"}, "/mount", {}, {}}), HasSubstr("HOME is not set"));
  EXPECT_EQ(complaint({{}, {"/photos"}, "/mount", "/data", {}}), "no complaint");
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

TEST_F(Places, RefuseADataFolderThatIsSomebodyElsesOrNone) {
  std::filesystem::create_directory(folder / "data");
  std::filesystem::permissions(folder / "data", std::filesystem::perms::owner_all);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown((folder / "data").c_str(), 65534, 65534), 0);
    EXPECT_THAT(complaint(), HasSubstr("belongs to somebody else"));
  }
  std::filesystem::remove(folder / "data");
  write_bytes(folder / "data", "");
  EXPECT_THAT(complaint(), HasSubstr("is not a folder"));
}

TEST_F(Places, RefuseAMountPointThatIsNoFolder) {
  std::filesystem::remove(folder / "mount");
  write_bytes(folder / "mount", "");
  EXPECT_THAT(complaint(), AllOf(HasSubstr("mount"), HasSubstr("is not a folder")));
}

TEST_F(Places, AreTakenWhereALinkLeads) {
  std::filesystem::create_directory(folder / "disk");
  std::filesystem::permissions(folder / "disk", std::filesystem::perms::owner_all);
  for (const char* name : {"data", "album"}) std::filesystem::create_directory_symlink("disk", folder / name);
  EXPECT_EQ(complaint(), "no complaint");
  EXPECT_EQ(config.data, folder / "disk");
  config.roots = {folder / "album"};
  EXPECT_THAT(complaint(), HasSubstr("inside the data folder"));
}

}  // namespace
}  // namespace facefs::test
