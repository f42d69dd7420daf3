// SPDX-License-Identifier: Apache-2.0
// The daemon goes on whatever is in a photo folder, and each bad file has its line in failures.txt.
#include <gmock/gmock.h>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class BadInput : public DaemonTest {
 protected:
  std::string failures() const { return bytes_of(faces / ".status/failures.txt"); }
  /// Returns the reason in that file's line.
  std::string reason(const std::string& file) const {
    const std::string text = failures();
    const std::size_t at = text.find("/" + file + "\t");
    if (at == std::string::npos) return "no line";
    const std::size_t begin = text.find('\t', at) + 1;
    return text.substr(begin, text.find('\t', begin) - begin);
  }
};

TEST_F(BadInput, IsAPictureOfMoreMegapixelsThanTheConfigurationAllows) {
  write_bytes(home / "config.toml", "[limits]\nmegapixels = 1\n");
  write_bytes(photos / "two.png", black_png(2000, 1000));
  write_bytes(photos / "less.png", black_png(1000, 900));
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_EQ(reason("two.png"), "too-large");
  EXPECT_EQ(reason("less.png"), "no line");
  ASSERT_EQ(stop(), 0);
  write_bytes(home / "config.toml", "[limits]\nmegapixels = 2\n");
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_EQ(reason("two.png"), "no line") << "whoever raises the limit wants it read";
}

TEST_F(BadInput, IsAPictureThatNeedsMoreMemoryThanTheConfigurationAllows) {
  write_bytes(home / "config.toml", "[limits]\nmegabytes_per_photo = 150\n");
  write_bytes(photos / "large.png", black_png(5000, 4000));
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_EQ(reason("large.png"), "too-large");
  ASSERT_EQ(stop(), 0);
  write_bytes(home / "config.toml", "[limits]\nmegabytes_per_photo = 400\n");
  start({"--config", home / "config.toml"});
  settle();
  EXPECT_EQ(reason("large.png"), "no line") << "whoever raises the limit wants it read";
}

TEST_F(BadInput, GetsItsLineAndStopsNothing) {
  const std::string good = bytes_of(photo("obama2.jpg"));
  write_bytes(photos / "zero.jpg", "");
  write_bytes(photos / "text.jpg", "hello\n");
  write_bytes(photos / "third.jpg", good.substr(0, good.size() / 3));
  write_bytes(photos / "nearly.jpg", good.substr(0, good.size() * 98 / 100));
  write_bytes(photos / "cut.png", black_png(900, 900).substr(0, 60));
  write_bytes(photos / "bomb.png", black_png(20000, 20000));
  write_bytes(photos / "dot.png", black_png(1, 1));
  write_bytes(photos / "really-a-jpeg.png", good + "1");
  write_bytes(photos / "bad\xff\xfename.jpg", good + "2");
  write_bytes(photos / (std::string(251, 'n') + ".jpg"), good + "3");
  write_bytes(photos / "new\nline \x1b[31m.jpg", good + "4");
  write_bytes(photos / "no\nphoto\t\x1b[31m.jpg", "hello again\n");
  write_bytes(photos / "notes.txt", "no photo at all\n");
  fs::create_directory(photos / "folder.jpg");
  ASSERT_EQ(::mkfifo((photos / "fifo.jpg").c_str(), 0600), 0);
  fs::create_symlink("nowhere", photos / "dangling.jpg");
  fs::create_symlink(".", photos / "loop");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_EQ(reason("zero.jpg"), "empty");
  EXPECT_EQ(reason("text.jpg"), "not-an-image");
  EXPECT_EQ(reason("third.jpg"), "truncated");
  EXPECT_EQ(reason("nearly.jpg"), "truncated");
  EXPECT_EQ(reason("cut.png"), "truncated");
  EXPECT_EQ(reason("bomb.png"), "too-large");
  EXPECT_EQ(reason("no\\nphoto\\t\\u001b[31m.jpg"), "not-an-image");
  for (const char* silent : {"dot.png", "notes.txt", "folder.jpg", "fifo.jpg", "dangling.jpg", "really-a-jpeg.png"})
    EXPECT_EQ(reason(silent), "no line") << silent;
  EXPECT_THAT(failures(), Not(HasSubstr("\x1b")));
  const std::string lines = failures();
  EXPECT_EQ(status()["failed"], std::count(lines.begin(), lines.end(), '\n'));
  const auto names = list("people/Obama");
  for (const std::string& name :
       {std::string("nearly.jpg"), std::string("really-a-jpeg.png"), std::string("bad\xff\xfename.jpg"),
        std::string(251, 'n') + ".jpg", std::string("new\nline \x1b[31m.jpg")})
    EXPECT_THAT(names, testing::Contains(name));
  const Finished opened = shell(
      "python3 -c \"import json,os,sys; [os.stat(os.fsencode(p)) for p in json.load(open(sys.argv[1]))['Obama']]\" " +
      quoted(faces / ".status/index.json"));
  EXPECT_EQ(opened.code, 0) << "Python finds each file of index.json, whatever its name's bytes: " << opened.output;
  EXPECT_EQ(status()["pending"], 0) << "nothing is tried for ever";
}

TEST_F(BadInput, ThatIsMendedIsTakenAtOnce) {
  write_bytes(photos / "a.jpg", "not yet\n");
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  EXPECT_EQ(reason("a.jpg"), "not-an-image");
  fs::copy_file(photo("obama2.jpg"), photos / "a.jpg", fs::copy_options::overwrite_existing);
  settle();
  EXPECT_EQ(reason("a.jpg"), "no line");
  EXPECT_THAT(list("people/Obama"), testing::ElementsAre("a.jpg"));
}

TEST_F(BadInput, ThatGrowsWhileItIsReadIsTakenWhenItIsWhole) {
  start();
  enroll("Obama", {"obama.jpg"});
  settle();
  const std::string good = bytes_of(photo("obama2.jpg"));
  {
    std::ofstream file(photos / "grows.jpg", std::ios::binary);
    for (std::size_t at = 0; at < good.size(); at += 4096) {
      file << good.substr(at, 4096) << std::flush;
      if (at % 65536 == 0) facefs("rescan");
    }
  }
  settle();
  EXPECT_THAT(list("people/Obama"), testing::ElementsAre("grows.jpg"));
  EXPECT_EQ(reason("grows.jpg"), "no line");
}

TEST_F(BadInput, ThatVanishesWhileItIsReadLeavesNothing) {
  start();
  const auto file = [&](int i) { return photos / ("v" + std::to_string(i) + ".jpg"); };
  for (int i = 0; i < 30; ++i) write_bytes(file(i), bytes_of(photo("obama2.jpg")) + std::to_string(i));
  ASSERT_EQ(facefs("rescan").code, 0);  // what a scan finds is read at once
  ASSERT_TRUE(eventually([&] { return status()["photos"] > 0; }));
  for (int i = 0; i < 30; ++i) fs::remove(file(i));
  settle();
  EXPECT_EQ(failures(), "");
  EXPECT_EQ(status()["photos"], 0);
}

TEST_F(BadInput, ThatMayNotBeReadIsToldAndTakenOnceItMay) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything; run as an ordinary user to see it";
  add_photo("obama2.jpg", "locked.jpg");
  fs::permissions(photos / "locked.jpg", fs::perms::none);
  start();
  settle();
  EXPECT_EQ(reason("locked.jpg"), "no-permission");
  fs::permissions(photos / "locked.jpg", fs::perms::owner_read);
  settle();
  EXPECT_EQ(reason("locked.jpg"), "no line");
}

TEST_F(BadInput, WithoutInotifyWatchesIsPolledAndSaysSo) {
  if (shell("unshare -Ur true").code != 0)
    GTEST_SKIP() << "user namespaces, in which the limit can be lowered, are not to be had here";
  for (int i = 0; i < 12; ++i) fs::create_directory(photos / ("d" + std::to_string(i)));
  fs::copy_file(photo("obama2.jpg"), photos / "d11/a.jpg");
  fs::copy_file(photo("biden.jpg"), photos / "b.jpg");  // or the root would be taken for a disk that is away
  const Finished started = shell(
      "unshare -Urm --fork --kill-child sh -c 'echo 5 > /proc/sys/user/max_inotify_watches && exec \"$@\"' sh " +
      quoted(bin / "facefsd") + " --photos " + quoted(photos) + " --mount " + quoted(faces) + " --data " +
      quoted(data) + " --models " + quoted(models_folder()) + " > " + quoted(home.path() / "log") + " 2>&1 & echo $!");
  daemon_ = std::stoi(started.output);
  if (!eventually([&] { return facefs("status").code == 0 || ::kill(daemon_, 0) != 0; }) ||
      facefs("status").code != 0) {
    kill_daemon(SIGKILL);
    GTEST_SKIP() << "no mount in a user namespace here: " << log();
  }
  EXPECT_TRUE(eventually([&] { return facefs_json("status")["photos"] == 2; })) << facefs("status").output;
  EXPECT_THAT(facefs("status").output, HasSubstr("max_user_watches"));
  EXPECT_EQ(facefs_json("status")["roots"][0]["state"], "polled");
  for (int i = 0; i < 12; ++i) fs::remove_all(photos / ("d" + std::to_string(i)));
  EXPECT_EQ(facefs("rescan").code, 0);
  EXPECT_TRUE(eventually([&] { return facefs("status").output.find("max_user_watches") == std::string::npos; }))
      << facefs("status").output;
}

}  // namespace
}  // namespace facefs::test
