// SPDX-License-Identifier: Apache-2.0
// How it is started: with what the surroundings lack, and refusing what cannot be meant.
#include <gmock/gmock.h>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class Starting : public DaemonTest {
 protected:
  std::string command(const fs::path& root) const {
    return quoted(bin / "facefsd") + " --photos " + quoted(root) + " --mount " + quoted(faces) + " --data " +
           quoted(data) + " --models " + quoted(models_folder());
  }
  /// Runs it in the background of a shell; `end` ends it by the number in its lock file.
  void start_by(const std::string& prefix, const std::string& suffix) {
    shell("{ " + prefix + " " + command(photos) + " " + suffix + "; } > /dev/null 2>&1 &");
    ASSERT_TRUE(eventually([&] { return is_mounted(); }, std::chrono::seconds(20)));
  }
  void end() const {
    EXPECT_EQ(shell("kill -TERM $(head -n 1 " + quoted(data / "lock") + ")").code, 0);
    EXPECT_TRUE(eventually([&] { return ::access((faces / ".status").c_str(), F_OK) != 0 && errno == ENOENT; }));
  }
};

TEST_F(Starting, NeedsNoHomeWhenItsFlagsSayEverything) {
  start_by("env -u HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME", "");
  add_photo("obama2.jpg", "a.jpg");
  settle();
  EXPECT_EQ(status()["photos"], 1) << "nor do its workers";
  end();
}

TEST_F(Starting, WithClosedStandardStreamsWritesIntoNoFileOfItsOwn) {
  start_by("", "0<&- 1>&- 2>&-");
  const std::string lock = bytes_of(data / "lock");
  EXPECT_EQ(std::count(lock.begin(), lock.end(), '\n'), 3) << lock;
  end();
  EXPECT_THAT(bytes_of(data / "decisions.log"), StartsWith("facefs-decisions 1 "));
}

TEST_F(Starting, RefusesARootThatIsNotThere) {
  const Finished refused = shell(command(home / "Pictuers"));
  EXPECT_EQ(refused.code, 78);
  EXPECT_THAT(refused.output, testing::AllOf(HasSubstr("roots"), HasSubstr("Pictuers"), HasSubstr("does not exist")));
  EXPECT_FALSE(is_mounted());
}

}  // namespace
}  // namespace facefs::test
