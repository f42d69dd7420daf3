// SPDX-License-Identifier: Apache-2.0
// Workers that are killed, hang or never start.
#include <gmock/gmock.h>

#include "support/surviving_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(Surviving, AWorkerThatIsKilled) {
  for (int i = 0; i < 40; ++i) add_variant("biden.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  for (int round = 0; round < 2; ++round)
    EXPECT_TRUE(eventually([&] { return signal_workers("KILL"); }, std::chrono::seconds(20)));
  settle();
  EXPECT_EQ(status()["photos"], 40) << bytes_of(faces / ".status/failures.txt");
}

TEST_F(Surviving, WorkersThatAreKilledUntilTheirPhotoIsGivenUp) {
  add_photo("biden.jpg", "a.jpg");
  start();
  EXPECT_TRUE(eventually(
      [&] {
        signal_workers("KILL");
        return bytes_of(faces / ".status/failures.txt").find("killed") != std::string::npos;
      },
      std::chrono::seconds(60)));
  EXPECT_EQ(status()["failed"], 1);
  EXPECT_EQ(facefs("rescan").code, 0);
  settle();
  EXPECT_EQ(status()["photos"], 1) << bytes_of(faces / ".status/failures.txt");
  EXPECT_EQ(status()["failed"], 0);
}

TEST_F(Surviving, TheDeathOfTheProcessThatWorkersAreForkedFrom) {
  for (int i = 0; i < 40; ++i) add_variant("biden.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  const auto works = [&] {
    const Finished fork_server = shell(fork_servers());
    return fork_server.code == 0 && shell("pgrep -P " + fork_server.output).code == 0;
  };
  ASSERT_TRUE(eventually(works, std::chrono::seconds(20)));
  EXPECT_EQ(shell("kill -KILL $(" + fork_servers() + ")").code, 0);
  EXPECT_LT(status()["photos"], 40) << "it was too late: some are left to read";
  settle();
  EXPECT_EQ(status()["photos"], 40) << bytes_of(faces / ".status/failures.txt");
  EXPECT_EQ(status()["state"], "idle") << status();
}

TEST_F(Surviving, AWorkerThatHangsOnAPhoto) {
  write_bytes(home / "config.toml", "[workers]\ncount = 1\nseconds_per_photo = 3\n");
  add_photo("obama.jpg", "first.jpg");
  start({"--config", home / "config.toml"});
  settle();
  ASSERT_TRUE(signal_workers("STOP"));
  add_photo("biden.jpg", "second.jpg");
  EXPECT_TRUE(
      eventually([&] { return bytes_of(faces / ".status/failures.txt").find("too-slow") != std::string::npos; }));
  add_photo("obama2.jpg", "third.jpg");
  settle();
  EXPECT_EQ(status()["photos"], 2) << "the next photo gets a new worker";
}

TEST_F(Surviving, WorkersThatNeverStartWithMountAndDecisionsAlive) {
  fs::create_directory(home / "bin");
  for (const char* program : {"facefsd", "facefs"}) fs::copy_file(bin / program, home.path() / "bin" / program);
  write_bytes(home.path() / "bin/facefs-vision", "#!/bin/sh\nexit 1\n");
  fs::permissions(home.path() / "bin/facefs-vision", fs::perms::owner_all);
  add_photo("obama.jpg", "a.jpg");
  const Finished started =
      shell(quoted(home.path() / "bin/facefsd") + " --photos " + quoted(photos) + " --mount " + quoted(faces) +
            " --data " + quoted(data) + " --models " + quoted(models_folder()) + " > /dev/null 2>&1 & echo $!");
  daemon_ = std::stoi(started.output);
  ASSERT_TRUE(eventually([&] { return is_mounted(); }));
  EXPECT_TRUE(eventually([&] { return status()["state"] == "degraded"; })) << status();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("facefs-vision"));
  EXPECT_TRUE(fs::create_directory(faces / "enroll/Obama")) << "decisions go on";
  ::kill(daemon_, SIGTERM);
  EXPECT_TRUE(eventually([&] { return !is_mounted(); }));
  daemon_ = -1;
}

}  // namespace
}  // namespace facefs::test
