// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_manager.h"

#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace facefs::service_manager {
namespace {

constexpr std::uint64_t kPatience = 2'000'000;  // microseconds; a start waits for it

bool is_a_service() {
  return std::getenv("NOTIFY_SOCKET") != nullptr && std::getenv("INVOCATION_ID") != nullptr;
}

}  // namespace

void ready() {
  ::sd_notify(0, "READY=1");
}
void status(const std::string& sentence) {
  ::sd_notify(0, ("STATUS=" + sentence).c_str());
}
void stopping() {
  ::sd_notify(0, "STOPPING=1");
}

/// Calls StartTransientUnit(name, mode, properties, auxiliary units) of org.freedesktop.systemd1.Manager.
bool keep_apart(pid_t process, const std::string& name) {
  if (!is_a_service()) return true;
  sd_bus* opened = nullptr;
  if ((::geteuid() == 0 ? ::sd_bus_open_system(&opened) : ::sd_bus_open_user(&opened)) < 0) return false;
  const std::unique_ptr<sd_bus, decltype(&::sd_bus_flush_close_unref)> bus(opened, &::sd_bus_flush_close_unref);
  ::sd_bus_set_method_call_timeout(bus.get(), kPatience);
  const std::string unit = name + "-" + std::to_string(process) + ".scope";
  return ::sd_bus_call_method(bus.get(), "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                              "org.freedesktop.systemd1.Manager", "StartTransientUnit", nullptr, nullptr,
                              "ssa(sv)a(sa(sv))", unit.c_str(), "fail", 3, "PIDs", "au", 1,
                              static_cast<std::uint32_t>(process), "CollectMode", "s", "inactive-or-failed",
                              "Description", "s", "What frees the mount when facefsd is killed", 0) >= 0;
}

}  // namespace facefs::service_manager
