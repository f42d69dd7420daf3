// SPDX-License-Identifier: Apache-2.0
// What `systemctl status` shows: what facefsd sends to the service manager's socket, which here is the test's own.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>

#include "support/running_daemon.h"

namespace facefs::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::MatchesRegex;

class ServiceStatusLine : public DaemonTest {
 protected:
  void SetUp() override {
    DaemonTest::SetUp();
    if (IsSkipped()) return;
    const std::string path = home / "notify";
    socket_ = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    ASSERT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("NOTIFY_SOCKET");
    DaemonTest::TearDown();
  }

  /// Returns the last line that was told, and keeps all of them.
  const std::string& line() {
    std::array<char, 8192> message;
    ssize_t length = 0;
    while ((length = ::recv(socket_.get(), message.data(), message.size(), 0)) > 0) {
      const std::string text(message.data(), static_cast<std::size_t>(length));
      if (!text.starts_with("STATUS=")) continue;
      line_ = text.substr(7);
      lines_.push_back(line_);
    }
    return line_;
  }
  bool shows(const std::string& wanted) {
    return eventually([&] { return line() == wanted; });
  }

  UniqueFd socket_;
  std::string line_;
  std::vector<std::string> lines_;
};

TEST_F(ServiceStatusLine, TellsHowItStandsNow) {
  add_photo("obama2.jpg", "o2.jpg");
  start();
  EXPECT_TRUE(shows("idle: 1 photo, 0 people")) << line();
  add_photo("obama3.jpg", "o3.jpg");
  EXPECT_TRUE(shows("idle: 2 photos, 0 people")) << line();
  enroll("Obama", {"obama.jpg"});
  EXPECT_TRUE(shows("idle: 2 photos, 1 person")) << line();
  ASSERT_EQ(shell("rm -r " + quoted(faces / "people/Obama")).code, 0);
  EXPECT_TRUE(shows("idle: 2 photos, 0 people")) << line();
}

TEST_F(ServiceStatusLine, TellsOnceASecondAtMostHowFarItHasCome) {
  const std::string bytes = bytes_of(photo("biden.jpg"));
  for (int i = 0; i < 200; ++i) write_bytes(photos / (std::to_string(i) + ".jpg"), bytes + std::to_string(i));
  const auto begin = std::chrono::steady_clock::now();
  start();
  EXPECT_TRUE(shows("idle: 200 photos, 0 people")) << line();
  const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  EXPECT_LE(static_cast<double>(lines_.size()), seconds + 1);
  EXPECT_THAT(lines_, Contains(MatchesRegex("indexing: [0-9]+ of [0-9]+ photos.*")));
}

TEST_F(ServiceStatusLine, TellsTheFirstProblem) {
  add_photo("obama2.jpg", "o2.jpg");
  start({"--photos", home / "away"});
  EXPECT_TRUE(eventually([&] { return line().find("problem: ") != std::string::npos; })) << line();
  EXPECT_THAT(line(), HasSubstr(home / "away"));
}

}  // namespace
}  // namespace facefs::test
