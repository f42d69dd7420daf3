// SPDX-License-Identifier: Apache-2.0
// What facefs asks of systemd over D-Bus, checked by a bus of the test's own.
#include "daemon/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-id128.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <string>
#include <thread>

#include "support/temporary_directory.h"
#include "system/unique_fd.h"

namespace facefs::test {
namespace {

struct Asked {
  std::string unit;
  std::uint32_t process = 0;
};

/// Plays the bus that greets its client and the systemd behind it. Serves one connection.
class ABusWithSystemd {
 public:
  explicit ABusWithSystemd(const std::filesystem::path& socket) : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{AF_UNIX, {}};
    std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), 1), 0);
    thread_ = std::thread([this] { serve(); });
  }
  std::optional<Asked> wait() {
    thread_.join();
    return asked_;
  }

 private:
  static int answer(sd_bus_message* message, void* self, sd_bus_error*) {
    if (sd_bus_message_is_method_call(message, "org.freedesktop.DBus", "Hello"))
      return sd_bus_reply_method_return(message, "s", ":1.1");
    if (!sd_bus_message_is_method_call(message, "org.freedesktop.systemd1.Manager", "StartTransientUnit")) return 0;
    static_cast<ABusWithSystemd*>(self)->read(message);
    return sd_bus_reply_method_return(message, "o", "/org/freedesktop/systemd1/job/1");
  }

  void read(sd_bus_message* message) {
    const char *unit, *mode, *property;
    EXPECT_GE(sd_bus_message_read(message, "ss", &unit, &mode), 0);
    EXPECT_GE(sd_bus_message_enter_container(message, 'a', "(sv)"), 0);
    EXPECT_GE(sd_bus_message_enter_container(message, 'r', "sv"), 0);
    EXPECT_GE(sd_bus_message_read(message, "s", &property), 0);
    EXPECT_STREQ(property, "PIDs");
    asked_ = {unit, 0};
    EXPECT_GE(sd_bus_message_read(message, "v", "au", 1, &asked_->process), 0);
  }

  void serve() {
    const int connection = ::accept(listener_.get(), nullptr, nullptr);
    sd_bus* bus = nullptr;
    sd_bus_new(&bus);
    sd_bus_set_fd(bus, connection, connection);
    sd_id128_t any{};
    sd_id128_randomize(&any);
    sd_bus_set_server(bus, 1, any);
    sd_bus_start(bus);
    sd_bus_add_filter(bus, nullptr, &answer, this);
    while (sd_bus_process(bus, nullptr) >= 0) sd_bus_wait(bus, UINT64_MAX);
    sd_bus_flush_close_unref(bus);
  }

  UniqueFd listener_;
  std::optional<Asked> asked_;
  std::thread thread_;
};

class ServiceManager : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"NOTIFY_SOCKET", "INVOCATION_ID", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"})
      ::unsetenv(name);
  }
  void be_a_service() {
    ::setenv("NOTIFY_SOCKET", "/nowhere", 1);
    ::setenv("INVOCATION_ID", "1", 1);
    const std::string address = "unix:path=" + socket.string();
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", address.c_str(), 1);
  }
  TemporaryDirectory folder;
  const std::filesystem::path socket = folder.path() / "bus";
};

TEST_F(ServiceManager, IsAskedToLeaveAProcessAloneWhenItKillsAllOfTheService) {
  ABusWithSystemd bus(socket);
  be_a_service();
  EXPECT_TRUE(service_manager::keep_apart(4321, "facefs-keeper"));
  const auto asked = bus.wait();
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->unit, "facefs-keeper-4321.scope");
  EXPECT_EQ(asked->process, 4321U);
}

TEST_F(ServiceManager, IsMissedAloudWhereItCannotBeAsked) {
  be_a_service();
  EXPECT_FALSE(service_manager::keep_apart(4321, "facefs-keeper"));
}

TEST_F(ServiceManager, IsNotLookedForByADaemonThatItDidNotStart) {
  EXPECT_TRUE(service_manager::keep_apart(4321, "facefs-keeper"));
}

}  // namespace
}  // namespace facefs::test
