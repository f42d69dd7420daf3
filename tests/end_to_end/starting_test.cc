// SPDX-License-Identifier: Apache-2.0
// How facefsd starts where its surroundings lack something, and how it refuses what cannot be meant.
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
  /// Runs facefsd in the background of a shell. `end` ends it by the number in its lock file.
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
  const auto lines = [&] {
    const std::string lock = bytes_of(data / "lock");
    return std::count(lock.begin(), lock.end(), '\n');
  };
  EXPECT_TRUE(eventually([&] { return lines() == 4; }))
      << bytes_of(data / "lock");  // it is complete only after the mount answers
  end();
  EXPECT_THAT(bytes_of(data / "decisions.log"), StartsWith("facefs-decisions 2 "));
}

TEST_F(Starting, RefusesRootsOfWhichNoneIsThereNorEverWas) {
  const Finished refused = shell("timeout 20 " + command(home / "Pictuers"));
  EXPECT_EQ(refused.code, 78);
  EXPECT_THAT(refused.output, testing::AllOf(HasSubstr("roots"), HasSubstr("Pictuers"), HasSubstr("does not exist")));
  EXPECT_FALSE(is_mounted());
}

TEST_F(Starting, ServesWhatItKnowsWhenItsOnlyRootIsAway) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  settle();
  ASSERT_EQ(stop(), 0);
  fs::rename(photos, home / "unplugged");
  start();
  settle();
  EXPECT_EQ(status()["photos"], 1);
  EXPECT_EQ(status()["roots"][0]["state"], "offline");
}

TEST_F(Starting, ServesTheOtherRootsAndTellsOfOneThatIsNotThere) {
  add_photo("obama2.jpg", "a.jpg");
  start({"--photos", home / "unplugged"});
  settle();
  EXPECT_EQ(status()["photos"], 1);
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("unplugged is not there"));
  fs::create_directory(home / "unplugged");
  fs::copy_file(photo("biden.jpg"), home / "unplugged/b.jpg");
  settle();
  EXPECT_EQ(status()["photos"], 2) << "and looks there before it says that all is done";
  EXPECT_THAT(status()["problems"].dump(), testing::Not(HasSubstr("unplugged")));
}

TEST_F(Starting, IsNotHeldUpByAStderrThatNobodyReads) {
  // `sleep` holds the pipe's other end and reads nothing. `head` fills the pipe, so that no line of facefsd has room.
  shell("{ sh -c 'head -c 65536 /dev/zero >&2; exec " + command(photos) +
        "' 2>&1 >/dev/null | sleep 20; } > /dev/null 2>&1 &");
  ASSERT_TRUE(eventually([&] { return is_mounted(); }, std::chrono::seconds(20)));
  EXPECT_EQ(facefs("status").code, 0);
  end();
}

class MountPoint : public Starting {
 protected:
  fs::perms mode() const { return fs::status(faces).permissions() & fs::perms::mask; }
  static constexpr fs::perms kClosed = fs::perms::owner_read | fs::perms::owner_exec;

  Finished start_another(const fs::path& mount, const fs::path& at, const fs::path& root) const {
    return shell("timeout 20 " + quoted(bin / "facefsd") + " --photos " + quoted(root) + " --mount " + quoted(mount) +
                 " --data " + quoted(at) + " --models " + quoted(models_folder()));
  }
};

TEST_F(MountPoint, IsClosedToCopiersWhileNothingIsMounted) {
  start();
  ASSERT_EQ(stop(), 0);
  EXPECT_EQ(mode(), kClosed);
  if (::geteuid() != 0) {
    EXPECT_NE(shell("cp " + quoted(photo("obama.jpg")) + " " + quoted(faces)).code, 0);
  }
  start();
  kill_daemon(SIGKILL);
  unmount_lazily(faces);
  EXPECT_EQ(mode(), kClosed) << "also after a kill";
  start();
}

TEST_F(MountPoint, IsEmptiedOfWhatWasPutThereWhileNothingWasMounted) {
  start();
  ASSERT_EQ(stop(), 0);
  fs::permissions(faces, fs::perms::owner_all);
  fs::create_directories(faces / "enroll/Ann");
  fs::copy_file(photo("obama.jpg"), faces / "enroll/Ann/ann.jpg");
  start();
  ASSERT_EQ(stop(), 0);
  EXPECT_TRUE(fs::is_empty(faces));
  const std::string where = shell("ls -d " + quoted(home.path()) + "/faces\\ found\\ on\\ *").output;
  EXPECT_EQ(bytes_of(where.substr(0, where.size() - 1) + "/enroll/Ann/ann.jpg"), bytes_of(photo("obama.jpg"))) << where;
  EXPECT_THAT(log(), HasSubstr("found on"));
}

TEST_F(MountPoint, OfSomebodyElseIsNotEmptied) {
  write_bytes(faces / "letter.txt", "mine");
  const Finished refused = start_another(faces, data, photos);
  EXPECT_EQ(refused.code, 78);
  EXPECT_THAT(refused.output, HasSubstr("is not empty"));
  EXPECT_EQ(bytes_of(faces / "letter.txt"), "mine");
}

TEST_F(MountPoint, ThatIsServedNamesItsServer) {
  start();
  const Finished second = start_another(faces, home / "data2", photos);
  EXPECT_EQ(second.code, 75);
  EXPECT_THAT(second.output, HasSubstr("process " + std::to_string(daemon_)));
}

TEST_F(MountPoint, WhoseServerIsStoppedIsTold) {
  start();
  ::kill(daemon_, SIGSTOP);
  EXPECT_EQ(start_another(faces, data, photos).code, 75) << "the same data: told by the lock";
  const Finished second = start_another(faces, home / "data2", photos);
  ::kill(daemon_, SIGCONT);
  EXPECT_EQ(second.code, 75);
  EXPECT_THAT(second.output, HasSubstr("does not answer"));
}

TEST_F(MountPoint, IsNoPhotoFolder) {
  start();
  const Finished second = start_another(home / "faces2", home / "data2", faces / "people");
  EXPECT_EQ(second.code, 78);
  EXPECT_THAT(second.output, HasSubstr("a mount of facefs"));
}

}  // namespace
}  // namespace facefs::test
