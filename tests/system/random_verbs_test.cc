// SPDX-License-Identifier: Apache-2.0
// Verbs in any order on a real mount; then the daemon is killed. The tree after the restart, and after the gallery was
// lost, is the one before. The seed is printed with a failure and can be given as FACEFS_SEED.
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using Tree = std::map<std::string, std::vector<std::string>>;

class RandomVerbs : public DaemonTest {
 protected:
  std::mt19937 random;

  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    for (int i = 0; i < 4; ++i) {
      write_bytes(photos / ("o" + std::to_string(i) + ".jpg"), bytes_of(photo("obama2.jpg")) + std::to_string(i));
      write_bytes(photos / ("b" + std::to_string(i) + ".jpg"), bytes_of(photo("biden.jpg")) + std::to_string(i));
    }
    add_photo("obama3.jpg", "p.jpg");
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
  }

  Tree tree() const {
    Tree tree;
    for (const char* above : {"people", "maybe"})
      for (const std::string& name : list(above)) tree[above + ("/" + name)] = list(fs::path(above) / name);
    for (const char* folder : {"unknown/all", "ignored", "enroll"}) tree[folder] = list(folder);
    return tree;
  }

  std::size_t any(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); }

  /// A folder that shows photos, and one of them.
  std::pair<fs::path, std::string> any_photo() {
    std::vector<std::pair<fs::path, std::string>> all;
    for (const auto& [folder, names] : tree())
      for (const std::string& name : names)
        if (folder != "enroll") all.emplace_back(fs::path(folder), name);
    return all.empty() ? std::pair<fs::path, std::string>() : all[any(all.size())];
  }

  fs::path any_folder() {
    std::vector<fs::path> folders = {"ignored", "unknown/all"};
    for (const std::string& name : list("people")) folders.push_back(fs::path("people") / name);
    return folders[any(folders.size())];
  }

  void any_verb() {
    std::error_code refused;  // what means nothing is refused, and changes nothing
    const auto [folder, name] = any_photo();
    const std::string person = "P" + std::to_string(any(3));
    switch (any(8)) {
      case 0:
        fs::remove(faces / folder / name, refused);
        break;
      case 1:
      case 2:
        fs::rename(faces / folder / name, faces / any_folder() / name, refused);
        break;
      case 3:
        fs::copy_file(photos / name, faces / "people" / person / name, refused);
        break;
      case 4:
        fs::create_directory(faces / "people" / person, refused);
        break;
      case 5:
        for (const std::string& cluster : list("unknown"))
          if (cluster != "all" && cluster != "single")
            fs::rename(faces / "unknown" / cluster, faces / "people" / person, refused);
        break;
      case 6:
        if (const auto people = list("people"); !people.empty())
          fs::rename(faces / "people" / people[any(people.size())], faces / "people" / person, refused);
        break;
      default:
        facefs("undo");
    }
  }
};

TEST_F(RandomVerbs, OutliveKillsAndALostGallery) {
  const char* given = std::getenv("FACEFS_SEED");
  const auto seed = given ? std::strtoul(given, nullptr, 10) : std::random_device()();
  random.seed(static_cast<std::mt19937::result_type>(seed));
  SCOPED_TRACE("FACEFS_SEED=" + std::to_string(seed));
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 12; ++i) any_verb();
    settle();
    const Tree before = tree();
    if (round % 2 == 0) {
      kill_daemon(SIGKILL);
    } else {
      ASSERT_EQ(stop(), 0);
      fs::remove_all(data / "gallery");
    }
    start();
    settle();
    Tree after = tree();
    if (round % 2 == 1) {  // empty folders that were only made are not in the log
      const auto is_empty = [](const auto& folder) { return folder.second.empty(); };
      after["enroll"] = before.at("enroll");
      Tree expected = before;
      std::erase_if(after, is_empty);
      std::erase_if(expected, is_empty);
      EXPECT_EQ(after, expected) << facefs("log").output;
    } else {
      EXPECT_EQ(after, before) << facefs("log").output;
    }
  }
}

}  // namespace
}  // namespace facefs::test
