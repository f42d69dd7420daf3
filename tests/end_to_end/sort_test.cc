// SPDX-License-Identifier: Apache-2.0
// facefs sort needs no daemon and no mount, so these tests run everywhere.
#include <gmock/gmock.h>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Sorting : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(home / "friends/Obama");
    fs::create_directories(home / "friends/Biden");
    fs::create_directories(home / "photos/sub");
    fs::copy_file(photo("obama.jpg"), (home / "friends/Obama") / "1.jpg");
    fs::copy_file(photo("obama2.jpg"), (home / "friends/Obama") / "2.jpg");
    fs::copy_file(photo("biden.jpg"), (home / "friends/Biden") / "1.jpg");
    fs::copy_file(photo("obama3.jpg"), (home / "photos") / "a.jpg");
    write_bytes((home / "photos/sub") / "a.jpg", group_photo({"biden.jpg", "obama3.jpg"}));
    write_bytes((home / "photos") / "notes.txt", "no photo");
    write_bytes((home / "photos") / "broken.jpg", "no photo either");
  }
  Finished sort(const std::string& options = "") {
    return shell("cd " + quoted(home.path()) + " && " + quoted(programs() / "facefs") +
                 " sort friends photos out --models " + quoted(models_folder()) + " " + options + " 2>/dev/null");
  }
  TemporaryDirectory home;
};

class BothRulesAndDetectors : public Sorting, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Sorting, BothRulesAndDetectors,
                         testing::Values("--rule vote --detector hog", "--rule vote", "--rule bands",
                                         "--rule bands --detector hog"));

TEST_P(BothRulesAndDetectors, NameWhoIsInWhichPhoto) {
  const Finished done = sort(std::string(GetParam()) + " --json");
  ASSERT_EQ(done.code, 0) << done.output;
  const auto index = nlohmann::json::parse(done.output);
  EXPECT_EQ(index["Obama"], (nlohmann::json{"photos/a.jpg", "photos/sub/a.jpg"}));
  EXPECT_EQ(index["Biden"], (nlohmann::json{"photos/sub/a.jpg"}));
  EXPECT_EQ(nlohmann::json::parse(bytes_of(home / "out/index.json")), index);
}

TEST_F(Sorting, WritesALabelledCopyOfEachPhotoAndOverwritesNone) {
  ASSERT_EQ(sort().code, 0);
  const Image labelled = decoded_image(bytes_of(home / "out/output_a.jpg"));
  const Image original = decoded_image(bytes_of(home / "photos/a.jpg"));
  EXPECT_EQ(labelled.width, original.width);
  EXPECT_TRUE(fs::exists(home / "out/output_a (2).jpg"));
  std::size_t green = 0;
  for (std::size_t i = 0; i + 2 < labelled.rgb.size(); i += 3)
    green += labelled.rgb[i] < 60 && labelled.rgb[i + 1] > 200 && labelled.rgb[i + 2] < 60 ? 1 : 0;
  EXPECT_GT(green, 200U) << "a green frame is drawn";
}

TEST_F(Sorting, EmbedsNothingAgainInASecondRun) {
  EXPECT_THAT(sort().output, HasSubstr(" 0 known from encodings.cbor"));
  const Finished again = sort();
  EXPECT_THAT(again.output, HasSubstr("\n0 pictures looked at, "));
  EXPECT_THAT(again.output, Not(HasSubstr(" 0 known")));
}

TEST_F(Sorting, LooksAtNothingThatItHasWrittenItselfNorAtWhatIsHidden) {
  const std::string command = "cd " + quoted(home.path()) + " && " + quoted(programs() / "facefs") +
                              " sort friends photos photos/out --models " + quoted(models_folder()) + " 2>/dev/null";
  fs::copy_file(photo("obama3.jpg"), home / "photos/.hidden.jpg");
  ASSERT_EQ(shell(command).code, 0);
  const Finished again = shell(command);
  EXPECT_THAT(again.output, HasSubstr("Obama: 2 photos\n  photos/a.jpg\n  photos/sub/a.jpg\n"));
  EXPECT_THAT(again.output, HasSubstr("\n0 pictures looked at, "));
}

TEST_F(Sorting, DrawsAPictureOfTheKindThatItsNameSays) {
  fs::copy_file(photo("obama3.jpg"), home / "photos/B.PNG");
  fs::copy_file(photo("obama3.jpg"), home / "photos/c.webp");
  ASSERT_EQ(sort().code, 0);
  EXPECT_EQ(bytes_of(home / "out/output_B.PNG").substr(0, 4), "\x89PNG");
  EXPECT_EQ(bytes_of(home / "out/output_c.webp").substr(0, 4), "RIFF");
  EXPECT_EQ(bytes_of(home / "out/output_a.jpg").substr(0, 2), "\xff\xd8");
}

TEST_F(Sorting, LeavesOriginalsAlone) {
  const std::string before = bytes_of(home / "photos/a.jpg");
  const auto time = fs::last_write_time(home / "photos/a.jpg");
  ASSERT_EQ(sort().code, 0);
  EXPECT_EQ(bytes_of(home / "photos/a.jpg"), before);
  EXPECT_EQ(fs::last_write_time(home / "photos/a.jpg"), time);
}

TEST_F(Sorting, SaysWhatItCouldNotUse) {
  write_bytes(home / "friends/Biden/nobody.jpg", text_of(encode(quarters(), ImageFormat::jpeg)));
  write_bytes(home / "photos/film.jpg", "");
  fs::resize_file(home / "photos/film.jpg", (std::uintmax_t{512} << 20) + 1);
  const Finished done =
      shell(quoted(programs() / "facefs") + " sort " + quoted(home / "friends") + " " + quoted(home / "photos") + " " +
            quoted(home / "out") + " --models " + quoted(models_folder()));
  for (const char* name : {"broken.jpg: ", "nobody.jpg: ", "film.jpg: the file has more than 512 MiB"})
    EXPECT_THAT(done.output, HasSubstr(name));
  EXPECT_EQ(shell(quoted(programs() / "facefs") + " sort " + quoted(home / "nowhere") + " a b").code, 1);
}

TEST(CommandLine, AnswersWrongWordsWithTwo) {
  const std::string program = quoted(programs() / "facefs");
  EXPECT_EQ(shell(program).code, 2);
  EXPECT_EQ(shell(program + " frobnicate").code, 2);
  EXPECT_EQ(shell(program + " sort a").code, 2);
  EXPECT_EQ(shell(program + " --help").code, 0);
}

TEST(CommandLine, SaysWhenNoDaemonRuns) {
  const TemporaryDirectory folder;
  for (const char* command : {"wait", "status", "people", "rescan", "explain x.jpg", "forget x"}) {
    const Finished done = shell(quoted(programs() / "facefs") + " --data " + quoted(folder.path()) + " " + command);
    EXPECT_EQ(done.code, 1) << command;
    EXPECT_THAT(done.output, HasSubstr("facefsd")) << command;
  }
}

TEST_F(Sorting, EvaluatesALabelledFolder) {
  const fs::path labelled = home / "labelled";
  for (const auto& [name, files] : std::map<std::string, std::vector<std::string>>{
           {"Obama", {"obama.jpg", "obama2.jpg", "obama3.jpg"}}, {"Biden", {"biden.jpg"}}}) {
    fs::create_directories(labelled / name);
    for (const std::string& file : files) fs::copy_file(photo(file), labelled / name / file);
  }
  const Finished done =
      shell(quoted(programs() / "facefs") + " evaluate " + quoted(labelled) +
            " --people 1 --references 1 --splits 3 --embedder dlib --compare-with dlib --json --models " +
            quoted(models_folder()) + " 2>/dev/null");
  ASSERT_EQ(done.code, 0) << done.output;
  const auto figures = nlohmann::json::parse(done.output);
  EXPECT_EQ(figures["photos"], 4);
  EXPECT_EQ(figures["photos_with_a_face"], 100.0);
  EXPECT_EQ(figures["matching"][0]["right"], 100.0);
  EXPECT_EQ(figures["matching"][0]["strangers_certain"], 0.0);
  EXPECT_EQ(figures["clusters"]["precision"], 100.0);
  EXPECT_EQ(figures["compared"]["flipped"], 0) << "oneDNN's embeddings decide as dlib's do";
  const Finished other =
      shell(quoted(programs() / "facefs") + " evaluate " + quoted(labelled) + " --compare-with dlib");
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.output, testing::HasSubstr("runs the embedder \"dlib\" alone"));
  const Finished refused = shell(quoted(programs() / "facefs") + " evaluate " + quoted(labelled / "Obama"));
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, testing::HasSubstr("must hold a folder for each of at least two people"));
}

}  // namespace
}  // namespace facefs::test
