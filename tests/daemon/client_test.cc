// SPDX-License-Identifier: Apache-2.0
// Both ends of the control socket, on two threads.
#include "daemon/client.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <optional>
#include <thread>

#include "daemon/control.h"
#include "support/temporary_directory.h"
#include "system/text.h"

namespace facefs::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::ThrowsMessage;
using Json = Client::Json;

class AskingADaemon : public testing::Test {
 protected:
  TemporaryDirectory data;
  std::optional<LockFile> lock{data.path()};
  boost::asio::io_context loop;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{loop.get_executor()};
  std::optional<Control> control{std::in_place, loop, data / "socket",
                                 [](const Json& request, const Control::Answer& answer) {
                                   const auto command = request.at("command").get<std::string>();
                                   if (command == "say") return answer({{"ok", true}, {"result", request.at("what")}});
                                   if (command == "refuse")
                                     return answer({{"ok", false}, {"error", json_string("not '\xff'")}});
                                   answer({{"ok", true}});
                                 }};
  std::thread thread;

  void SetUp() override {
    lock->write({::getpid(), data / "socket", "/mount", {}});
    thread = std::thread([this] { loop.run(); });
  }
  void TearDown() override { end(); }
  void end() {
    loop.stop();
    if (thread.joinable()) thread.join();
  }
};

TEST_F(AskingADaemon, GetsTheAnswerToEachQuestion) {
  Client client(data.path());
  EXPECT_EQ(client.mount(), "/mount");
  for (const std::string& what : {std::string("one"), std::string(60'000, 'x') /* in pieces */, std::string("two")})
    EXPECT_EQ(client.ask({{"command", "say"}, {"what", what}}, 10s), Json(what));
  EXPECT_EQ(client.ask({{"command", "nothing"}}, 10s), Json(nullptr));
}

TEST_F(AskingADaemon, IsToldInItsOwnWordsWhatCannotBe) {
  Client client(data.path());
  EXPECT_THAT([&] { client.ask({{"command", "refuse"}}, 10s); }, ThrowsMessage<ClientError>("not '\xff'"));
  EXPECT_EQ(client.ask({{"command", "say"}, {"what", 1}}, 10s), Json(1)) << "and asks on";
}

TEST_F(AskingADaemon, EndsWithASentenceWhereNoneRuns) {
  lock.reset();
  EXPECT_THAT([&] { Client{data.path()}; }, ThrowsMessage<ClientError>(HasSubstr("no facefsd is running on")));
}

}  // namespace
}  // namespace facefs::test
