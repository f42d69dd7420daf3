// SPDX-License-Identifier: Apache-2.0
// What nothing may destroy: kills, a lost gallery, a stop under load, a second daemon, an eject.
#include <gmock/gmock.h>
#include <sys/mount.h>

#include <cstring>
#include <random>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Surviving : public DaemonTest {
 protected:
  void TearDown() override {
    DaemonTest::TearDown();
    ::umount2(data.c_str(), MNT_DETACH);  // of the test with a small disk
  }

  std::string fork_servers() const { return "pgrep -P " + std::to_string(daemon_) + " facefs-vision"; }

  /// False when there is none.
  bool signal_workers(const std::string& signal) const {
    return shell("pkill -" + signal + " -P $(" + fork_servers() + ") facefs-vision").code == 0;
  }

  /// The same picture for the eye, another one for every hash: a byte more in the entropy-coded data's padding would
  /// not do, so a quantisation table's last entry is another.
  void add_variant(const std::string& file, const std::string& as, int salt) const {
    std::string bytes = bytes_of(photo(file));
    const std::size_t table = bytes.rfind("\xff\xdb");
    bytes[table + 68] = static_cast<char>(1 + (static_cast<unsigned char>(bytes[table + 68]) + salt) % 250);
    write_bytes(photos / as, bytes);
  }
};

TEST_F(Surviving, KillsAtRandomMomentsWhileItIndexesAndEnrols) {
  for (int i = 0; i < 120; ++i) add_variant(i % 2 ? "obama2.jpg" : "biden.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  std::mt19937 random(11);
  std::size_t references = 0;
  for (int round = 0; round < 12; ++round) {
    const std::string name = "Person " + std::to_string(round);
    enroll(name, {round % 2 ? "obama.jpg" : "biden.jpg"});
    ++references;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(random() % 400);
    eventually([&] { return std::chrono::steady_clock::now() >= end; });
    kill_daemon(SIGKILL);
    const auto begin = std::chrono::steady_clock::now();
    start();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
    std::size_t kept = 0;
    for (const std::string& person : list("enroll")) kept += list(fs::path("enroll") / person).size();
    EXPECT_EQ(kept, references) << "round " << round;
  }
  settle();
  const auto now = status();
  EXPECT_EQ(now["photos"], 120);
  EXPECT_EQ(now["pending"], 0);
  EXPECT_EQ(now["embedded"], now["faces"]) << "nothing was embedded twice";
  EXPECT_EQ(stop(), 0);
}

TEST_F(Surviving, TheLossOfTheGallery) {
  add_photo("obama2.jpg", "a.jpg");
  add_photo("biden.jpg", "b.jpg");
  start();
  enroll("Obama", {"obama.jpg", "obama3.jpg"});
  settle();
  const auto tree = [&] {
    return shell("cd " + quoted(faces) +
                 " && find people maybe unknown enroll -printf '%p %i %s\\n' | grep -v 'enroll/.*/' | sort")
        .output;
  };
  const std::string before = tree();
  EXPECT_THAT(before, HasSubstr("people/Obama/a.jpg"));
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_EQ(tree(), before) << "names and inodes come from the log, the references and the photos";
}

class SurvivingTheLog : public Surviving {
 protected:
  void begin() {
    for (const char* name : {"obama2.jpg", "obama3.jpg"}) add_photo(name, name);
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
    ASSERT_EQ(fs::remove(faces / "people/Obama/obama3.jpg"), true);
    settle();
    ASSERT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
  }
  void expect_the_same() {
    settle();
    EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg"));
    EXPECT_EQ(status()["computed"], 0) << "nothing is embedded again";
  }
  fs::path log_file() const { return data / "decisions.log"; }
};

TEST_F(SurvivingTheLog, WhenItIsGone) {
  begin();
  ASSERT_EQ(stop(), 0);
  fs::remove(log_file());
  start();
  expect_the_same();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("written anew"));
  ASSERT_EQ(stop(), 0);
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg")) << "the new log knows all of it";
}

TEST_F(SurvivingTheLog, WhenItIsAnOlderOne) {
  begin();
  const std::string older = bytes_of(log_file());
  ASSERT_TRUE(fs::create_directory(faces / "people/Ann"));
  ASSERT_EQ(stop(), 0);
  write_bytes(log_file(), older);
  start();
  expect_the_same();
  EXPECT_TRUE(fs::exists(faces / "people/Ann"));
}

TEST_F(SurvivingTheLog, WhenItsFirstLineIsDamaged) {
  begin();
  ASSERT_EQ(stop(), 0);
  std::string bytes = bytes_of(log_file());
  bytes[bytes.find(' ', 20) - 3] ^= 1;  // of the log's own number
  write_bytes(log_file(), bytes);
  start();
  expect_the_same();
  EXPECT_EQ(facefs("undo").code, 0) << "its lines are all there";
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("obama2.jpg", "obama3.jpg"));
}

TEST_F(SurvivingTheLog, WhenItIsRemovedEmptiedOrReplacedWhileItIsUsed) {
  begin();
  int round = 0;
  for (const std::string way : {"rm $L", ": > $L", "cp $L $L.new && mv $L.new $L", "truncate -s -5 $L"}) {
    ASSERT_EQ(shell("L=" + quoted(log_file()) + "; " + way).code, 0);
    const std::string name = "Person " + std::to_string(++round);
    ASSERT_TRUE(fs::create_directory(faces / "people" / name)) << way;
    EXPECT_THAT(bytes_of(log_file()), HasSubstr(name)) << way;
    kill_daemon(SIGKILL);
    start();
    EXPECT_TRUE(fs::exists(faces / "people" / name)) << way;
    expect_the_same();
  }
}

TEST_F(SurvivingTheLog, AndTheGalleryByWhatTheReferencesTell) {
  begin();
  ASSERT_EQ(stop(), 0);
  fs::remove(log_file());
  fs::remove_all(data / "gallery");
  start();
  settle();
  EXPECT_THAT(status()["problems"].dump(), HasSubstr("from a backup"));
  EXPECT_THAT(list("people/Restored 1"), ElementsAre("obama2.jpg", "obama3.jpg"));
}

TEST_F(Surviving, ARestartWithoutReadingAnythingAgain) {
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  ASSERT_EQ(stop(), 0);
  start();
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("a.jpg"));
  EXPECT_EQ(status()["embedded"], 1);
  EXPECT_EQ(status()["computed"], 0);
}

TEST_F(Surviving, ADamagedGalleryWhichIsMadeAgainWithoutEmbeddingAnything) {
  add_photo("obama2.jpg", "unmistakable.jpg");
  add_photo("biden.jpg", "b.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  ASSERT_EQ(stop(), 0);
  const fs::path file = data / "gallery/data.mdb";
  std::string bytes = bytes_of(file);
  const std::string name("\0\0\0\x10unmistakable.jpg", 20);  // as records hold it
  for (std::size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) bytes[at + 4] ^= 1;
  write_bytes(file, bytes);
  start();
  shell("ls -lR " + quoted(faces / "people"));  // whoever meets it
  settle();
  EXPECT_TRUE(eventually([&] { return list("people/Obama") == std::vector<std::string>{"unmistakable.jpg"}; }));
  settle();
  EXPECT_EQ(status()["photos"], 2);
  EXPECT_EQ(status()["computed"], 0);
  EXPECT_THAT(log(), HasSubstr("damaged"));
}

TEST_F(Surviving, AStopUnderLoadWithFilesOpenAndSomebodyInside) {
  for (int i = 0; i < 60; ++i) add_variant("obama2.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  std::vector<UniqueFd> held;
  for (int i = 0; i < 30; ++i) held.emplace_back(::open((faces / "people/Obama/p1.jpg").c_str(), O_RDONLY));
  const UniqueFd inside(::open((faces / "people").c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < 100; ++i) add_variant("biden.jpg", "more" + std::to_string(i) + ".jpg", i);
  EXPECT_TRUE(eventually([&] { return status()["pending"] > 0; }));
  EXPECT_EQ(stop(std::chrono::seconds(2)), 0) << log();
  EXPECT_FALSE(fs::exists(faces / ".status")) << "the mount is gone";
}

TEST_F(Surviving, AStopWhileSomebodyCopiesIntoEnroll) {
  start();
  shell("for p in 1 2 3; do mkdir " + quoted(faces / "enroll") + "/P$p; (while cp " + quoted(photo("obama.jpg")) + " " +
        quoted(faces / "enroll") + "/P$p/$(date +%N).jpg; do :; done) > /dev/null 2>&1 & done");
  ASSERT_TRUE(eventually([&] { return list("enroll/P1").size() >= 3 && list("enroll/P3").size() >= 3; }));
  EXPECT_EQ(stop(std::chrono::seconds(5)), 0) << log();
}

TEST_F(Surviving, ASecondDaemonWhichIsRefusedWithTheFirstOnesPid) {
  start();
  fs::create_directory(home / "other");
  const Finished second = shell(quoted(bin / "facefsd") + " --photos " + quoted(photos) + " --mount " +
                                quoted(home / "other") + " --data " + quoted(data));
  EXPECT_EQ(second.code, 75);
  EXPECT_THAT(second.output, HasSubstr(std::to_string(daemon_)));
}

TEST_F(Surviving, AnEjectWhichIsTheUsersWish) {
  start();
  unmount_lazily(faces);
  EXPECT_TRUE(eventually([&] { return !is_running(); }));
  EXPECT_EQ(exit_, 0);
}

TEST_F(Surviving, AMountThatAKilledDaemonLeftBehind) {
  start();
  struct ::stat info {};
  for (const char* folder : {"people", "enroll", "unknown/all"}) EXPECT_EQ(::stat((faces / folder).c_str(), &info), 0);
  kill_daemon(SIGKILL);
  for (const char* folder : {"people", "enroll", "unknown/all"})
    EXPECT_EQ(::stat((faces / folder).c_str(), &info), -1) << folder << ": a dead mount must not look alive";
  start();
  EXPECT_EQ(::stat((faces / "people").c_str(), &info), 0);
}

/// Under such listings half of all kills leave a thread in the kernel that waits for ever (fuse/connection.h).
class SurvivingListings : public Surviving {
 protected:
  void begin() {
    for (int i = 0; i < 30; ++i)
      write_bytes(photos / ("p" + std::to_string(i) + ".jpg"), bytes_of(photo("obama2.jpg")) + std::to_string(i));
    start();
    enroll("Obama", {"obama.jpg"});
    settle();
  }

  /// Two programs list, one makes and removes people, none with a pause, while the daemon dies.
  void kill_under_load() {
    write_bytes(home / "clients.py", R"(
import os, sys, time
people, kind, end = sys.argv[1] + '/people', sys.argv[2], time.time() + 20
while time.time() < end:
    try:
        if kind == 'list':
            for folder in (people, people + '/Obama'): list(os.scandir(folder))
        else:
            if not os.path.isdir(people + '/Somebody'): os.mkdir(people + '/Somebody')
            os.rmdir(people + '/Somebody')
    except OSError as error:
        if error.errno in (103, 107): break
)");
    const std::string client = "python3 " + quoted(home / "clients.py") + " " + quoted(faces) + " ";
    shell("(" + client + "list & " + client + "list & " + client + "make) > /dev/null 2>&1 &");
    const std::string before = log_of_acts();
    ASSERT_TRUE(eventually([&] { return log_of_acts() != before; }));
    ::kill(daemon_, SIGKILL);
  }
  std::string log_of_acts() const { return bytes_of(data / "decisions.log"); }

  void TearDown() override {
    shell("pkill -KILL -f " + quoted(home / "clients.py"));
    Surviving::TearDown();
  }
};

TEST_F(SurvivingListings, OfAKilledDaemonWhichIsGoneAndBackAtOnce) {
  begin();
  for (int round = 0; round < 10; ++round) {
    kill_under_load();
    ASSERT_TRUE(eventually([&] { return !is_running(); }, std::chrono::seconds(2))) << "round " << round;
    start();
  }
}

TEST_F(SurvivingListings, OfADaemonThatWasKilledWithItsKeeper) {
  begin();
  for (int round = 0; round < 10; ++round) {
    const std::string kill_keeper = "pkill -KILL -P " + std::to_string(daemon_) + " facefs-keeper";
    ASSERT_TRUE(eventually([&] { return shell(kill_keeper).code == 0; })) << "it starts after the mount answers";
    kill_under_load();
    const pid_t killed = daemon_;
    start();  // frees what hangs
    ASSERT_TRUE(eventually([&] { return ::waitpid(killed, nullptr, WNOHANG) != 0; })) << "round " << round;
  }
}

TEST_F(Surviving, AKillAfterWhichTheServiceManagerTidiesUp) {
  start();
  kill_daemon(SIGKILL);
  EXPECT_EQ(shell(quoted(bin / "facefsd") + " --release --photos " + quoted(photos) + " --mount " + quoted(faces) +
                  " --data " + quoted(data))
                .code,
            0);
  EXPECT_TRUE(fs::is_empty(faces)) << "nothing dead is mounted";
}

TEST_F(Surviving, AWorkerThatIsKilled) {
  for (int i = 0; i < 40; ++i) add_variant("biden.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  for (int round = 0; round < 2; ++round)
    EXPECT_TRUE(eventually([&] { return signal_workers("KILL"); }, std::chrono::seconds(20)));
  settle();
  EXPECT_EQ(status()["photos"], 40) << bytes_of(faces / ".status/failures.txt");
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

TEST_F(Surviving, AFullDisk) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  ASSERT_EQ(::mount("tmpfs", data.c_str(), "tmpfs", 0, "size=3m,mode=0700"), 0) << std::strerror(errno);
  add_photo("obama2.jpg", "a.jpg");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_THAT(list("people/Obama"), ElementsAre("a.jpg"));
  shell("dd if=/dev/zero of=" + quoted(data / "ballast") + " bs=64k status=none");
  EXPECT_NE(shell("cp " + quoted(photo("obama3.jpg")) + " " + quoted(faces / "enroll/Obama/")).code, 0)
      << "the copier is told";
  const bool made = ::mkdir((faces / "enroll/Biden").c_str(), 0755) == 0;
  EXPECT_EQ(made, fs::exists(faces / "enroll/Biden")) << "nothing is pretended";
  EXPECT_THAT(list("people/Obama"), ElementsAre("a.jpg")) << "the mount goes on";
  fs::remove(data / "ballast");
  fs::remove(faces / "enroll/Obama/obama3.jpg");
  fs::copy_file(photo("obama3.jpg"), faces / "enroll/Obama/obama3.jpg");
  settle();
  EXPECT_EQ(verdict("Obama", "obama3.jpg"), "used");
  EXPECT_EQ(stop(), 0);
  start();
  EXPECT_EQ(made, fs::exists(faces / "enroll/Biden")) << "what was said to be made is kept, and nothing else";
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
