// SPDX-License-Identifier: Apache-2.0
// What must survive kills, a lost gallery, a full disk, a stop under load, a second daemon, and an eject.
#include <gmock/gmock.h>

#include <cstring>
#include <random>

#include "support/surviving_fixture.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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
  shell("ls -lR " + quoted(faces / "people"));  // meets the damage
  settle();
  EXPECT_TRUE(eventually([&] { return list("people/Obama") == std::vector<std::string>{"unmistakable.jpg"}; }));
  settle();
  EXPECT_EQ(status()["photos"], 2);
  EXPECT_EQ(status()["computed"], 0);
  EXPECT_THAT(log(), HasSubstr("damaged"));
}

TEST_F(Surviving, ADamageThatNobodyMeetsWhichIsFoundAfterAnUncleanEnd) {
  add_photo("obama2.jpg", "unmistakable.jpg");
  add_photo("biden.jpg", "b.jpg");
  start();
  settle();
  kill_daemon(SIGKILL);
  const fs::path file = data / "gallery/data.mdb";
  std::string bytes = bytes_of(file);
  const std::string name("\0\0\0\x10unmistakable.jpg", 20);
  for (std::size_t at = bytes.find(name); at != std::string::npos; at = bytes.find(name, at + 1)) bytes[at + 4] ^= 1;
  write_bytes(file, bytes);
  fs::remove_all(photos);
  start();  // with the photos' disk away nothing is read
  EXPECT_TRUE(eventually([&] { return log().find("damaged") != std::string::npos; }, std::chrono::seconds(120)))
      << log();
  fs::create_directory(photos);
  add_photo("obama2.jpg", "unmistakable.jpg");
  add_photo("biden.jpg", "b.jpg");
  settle();
  EXPECT_TRUE(eventually([&] { return status()["photos"] == 2; }, std::chrono::seconds(120)));
  EXPECT_EQ(status()["computed"], 0);
  EXPECT_EQ(stop(), 0);
  EXPECT_FALSE(fs::exists(data / "gallery.in-use"));
}

TEST_F(Surviving, AGalleryThatWasCutAtTheFirstStart) {
  for (int i = 0; i < 20; ++i) add_variant("obama2.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  kill_daemon(SIGKILL);
  const fs::path file = data / "gallery/data.mdb";
  fs::resize_file(file, fs::file_size(file) * 6 / 10);
  start();
  settle();
  EXPECT_EQ(status()["photos"], 20);
  EXPECT_EQ(list("people/Obama").size(), 20U);
  EXPECT_THAT(log(), HasSubstr("cut short"));
  EXPECT_FALSE(fs::exists(data / "gallery.suspect")) << "it did not crash";
}

/// A disk may have lost a sector. LMDB itself may crash on it, and then facefsd must be started again.
TEST_F(Surviving, APageOfZerosAnywhereInTheGallery) {
  for (int i = 0; i < 4; ++i) add_variant("obama2.jpg", "p" + std::to_string(i) + ".jpg", i);
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const std::vector<std::string> before = list("people/Obama");
  ASSERT_THAT(before, SizeIs(4));
  ASSERT_EQ(stop(), 0);
  const std::string whole = bytes_of(data / "gallery/data.mdb");
  constexpr std::size_t kPage = 4096, kHeads = 2, kTried = 8;
  const std::size_t step = std::max<std::size_t>(1, (whole.size() / kPage - kHeads) / kTried);
  for (std::size_t page = kHeads; page < whole.size() / kPage; page += step) {
    write_bytes(data / "gallery/data.mdb", std::string(whole).replace(page * kPage, kPage, kPage, '\0'));
    for (int starts = 0; starts < 3 && !is_running(); ++starts) {
      spawn();
      eventually([&] { return !is_running() || is_mounted(); }, std::chrono::seconds(20));
    }
    ASSERT_TRUE(is_running()) << "page " << page << ": " << log();
    settle();
    const auto is_whole = [&] {
      try {
        return list("people/Obama") == before && list("enroll/Obama") == std::vector<std::string>{"obama.jpg"};
      } catch (const fs::filesystem_error&) {
        return false;  // the first program to meet it gets EIO, and it is mended
      }
    };
    EXPECT_TRUE(eventually(is_whole, std::chrono::seconds(30))) << "page " << page << ": " << log();
    ASSERT_EQ(stop(std::chrono::seconds(10)), 0);
  }
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

TEST_F(Surviving, AKillAfterWhichTheServiceManagerTidiesUp) {
  start();
  kill_daemon(SIGKILL);
  EXPECT_EQ(shell(quoted(bin / "facefsd") + " --release --photos " + quoted(photos) + " --mount " + quoted(faces) +
                  " --data " + quoted(data))
                .code,
            0);
  EXPECT_TRUE(fs::is_empty(faces)) << "nothing dead is mounted";
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

TEST_F(Surviving, AFullDiskWithoutThrowingAFaceAway) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a small disk";
  ASSERT_EQ(::mount("tmpfs", data.c_str(), "tmpfs", 0, "size=6m,mode=0700"), 0) << std::strerror(errno);
  start();
  settle();
  shell("dd if=/dev/zero of=" + quoted(data / "ballast") + " bs=64k status=none");
  for (int i = 0; i < 60; ++i) add_variant("biden.jpg", "p" + std::to_string(i) + ".jpg", i);
  ASSERT_EQ(facefs("rescan").code, 0);
  ASSERT_TRUE(eventually([&] { return status()["state"] == "degraded"; }, std::chrono::seconds(60))) << status();
  const std::string problem = status()["problems"].dump();
  EXPECT_THAT(problem, HasSubstr("is full"));
  EXPECT_THAT(problem, HasSubstr(data.string()));
  EXPECT_THAT(problem, HasSubstr("MB are needed"));
  const auto thrown_away = [&] { return status()["computed"].get<int>() - status()["embedded"].get<int>(); };
  EXPECT_TRUE(eventually([&] { return thrown_away() > 0; })) << "what was with a worker";
  fs::remove(data / "ballast");
  EXPECT_TRUE(eventually([&] { return status()["state"] != "degraded"; }, std::chrono::seconds(60))) << status();
  settle();
  EXPECT_EQ(status()["photos"], 60);
  EXPECT_EQ(status()["state"], "idle") << status();
  EXPECT_EQ(status()["computed"], 60) << "each face was made once";
}

}  // namespace
}  // namespace facefs::test
