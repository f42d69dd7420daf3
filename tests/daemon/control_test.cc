// SPDX-License-Identifier: Apache-2.0
#include "daemon/control.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "support/eventually.h"
#include "support/temporary_directory.h"
#include "system/unique_fd.h"

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

  /// Asks in a process of that user, and waits. Returns its exit code: 0 answered, 1 turned away, 2 not even let in, 3
  /// it could not become that user.
  static int ask(const std::filesystem::path& socket, uid_t user) {
    if (::setresuid(user, user, user) != 0) return 3;
    const UniqueFd connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, socket.c_str(), sizeof name.sun_path - 1);
    if (::connect(connection.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return 2;
    constexpr std::string_view kQuestion = "{\"command\": \"status\"}\n";
    if (::send(connection.get(), kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL) < 0) return 1;
    char first = 0;
    return ::recv(connection.get(), &first, 1, 0) == 1 ? 0 : 1;
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

  UniqueFd connection() const {
    UniqueFd made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, socket.c_str(), sizeof name.sun_path - 1);
    EXPECT_EQ(::connect(made.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0);
    return made;
  }
  void send(const UniqueFd& connection, const std::string& text) const {
    EXPECT_EQ(::send(connection.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  /// Returns one line; an empty one where none comes.
  std::string answer_on(const UniqueFd& connection) {
    std::string line;
    eventually(
        [&] {
          loop.restart();
          loop.run_for(std::chrono::milliseconds(10));
          char byte = 0;
          while (!line.ends_with('\n') && ::recv(connection.get(), &byte, 1, MSG_DONTWAIT) == 1) line += byte;
          return line.ends_with('\n');
        },
        std::chrono::seconds(10));
    return line;
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

/// This must hold even where somebody has opened the folder and the socket to all.
TEST_F(TheControlSocket, AnswersNobodyElse) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  EXPECT_EQ(answer_for(kSomebodyElse), 2);
  std::filesystem::permissions(socket, std::filesystem::perms{0666});
  EXPECT_EQ(answer_for(kSomebodyElse), 1);
  EXPECT_EQ(asked, 0);
}

TEST_F(TheControlSocket, AnswersEveryQuestionOfOneConnection) {
  const UniqueFd client = connection();
  for (int i = 0; i < 3; ++i) {
    send(client, "{\"command\": \"status\"}\n");
    EXPECT_EQ(answer_on(client), "{\"ok\":true}\n");
  }
  EXPECT_EQ(asked, 3);
}

TEST_F(TheControlSocket, SaysWhatIsWrongWithAQuestionAndGoesOn) {
  const UniqueFd client = connection();
  send(client, "{\"command\": \n");
  EXPECT_EQ(answer_on(client).find("{\"ok\":false,\"error\":\""), 0U);
  EXPECT_EQ(asked, 0);
  send(client, "{\"command\": \"status\"}\n");
  EXPECT_EQ(answer_on(client), "{\"ok\":true}\n");
}

TEST_F(TheControlSocket, LetsWhoeverAsksWaitWhileThereIsNoDescriptorToBeHad) {
  // A wait like the one below comes first, because a sanitizer opens a pipe when it first meets a type.
  boost::asio::steady_timer known(loop, std::chrono::milliseconds(0));
  known.async_wait([](const boost::system::error_code&) {});
  loop.run_one();
  const UniqueFd client = connection();
  send(client, "{\"command\": \"status\"}\n");
  rlimit usual{};
  ::getrlimit(RLIMIT_NOFILE, &usual);
  const rlimit none{0, usual.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  loop.run_one_for(std::chrono::seconds(10));  // meets the lack of descriptors
  ::setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(answer_on(client), "{\"ok\":true}\n");
}

}  // namespace
}  // namespace facefs::test
