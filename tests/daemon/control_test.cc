// SPDX-License-Identifier: Apache-2.0
#include "daemon/control.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "models/unique_fd.h"
#include "support/eventually.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

constexpr uid_t kSomebodyElse = 65534;

class TheControlSocket : public testing::Test {
 protected:
  TemporaryDirectory folder;
  const std::filesystem::path socket = folder / "control";
  boost::asio::io_context loop;
  int asked = 0;
  Control control{loop, socket, [this](const Control::Json&, const Control::Answer& answer) {
                    ++asked;
                    answer({{"ok", true}});
                  }};

  /// In a process of that user: asks and waits. Its exit code: 0 answered, 1 turned away, 2 not even let in.
  static int ask(const std::filesystem::path& socket, uid_t user) {
    if (::setresuid(user, user, user) != 0) return 3;
    const UniqueFd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, socket.c_str(), sizeof name.sun_path - 1);
    if (::connect(connection.number(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return 2;
    constexpr std::string_view kQuestion = "{\"command\": \"status\"}\n";
    if (::send(connection.number(), kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL) < 0) return 1;
    char first = 0;
    return ::recv(connection.number(), &first, 1, 0) == 1 ? 0 : 1;
  }

  int answer_for(uid_t user) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(ask(socket, user));
    int status = 0;
    EXPECT_TRUE(eventually([&] {
      loop.restart();
      loop.run_for(std::chrono::milliseconds(10));
      return ::waitpid(child, &status, WNOHANG) == child;
    }));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(TheControlSocket, AnswersItsOwnUser) {
  EXPECT_EQ(answer_for(::geteuid()), 0);
  EXPECT_EQ(asked, 1);
}

TEST_F(TheControlSocket, IsOpenToItsOwnUserAlone) {
  struct ::stat info {};
  ASSERT_EQ(::stat(socket.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

/// Also where somebody has opened the folder and the socket.
TEST_F(TheControlSocket, AnswersNobodyElse) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  EXPECT_EQ(answer_for(kSomebodyElse), 2);
  std::filesystem::permissions(socket, std::filesystem::perms{0666});
  EXPECT_EQ(answer_for(kSomebodyElse), 1);
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace facefs::test
