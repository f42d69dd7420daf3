// SPDX-License-Identifier: Apache-2.0
#include "daemon/service_manager.h"

#include <systemd/sd-daemon.h>

namespace facefs::service_manager {

void ready() {
  ::sd_notify(0, "READY=1");
}
void status(const std::string& sentence) {
  ::sd_notify(0, ("STATUS=" + sentence).c_str());
}
void stopping() {
  ::sd_notify(0, "STOPPING=1");
}

}  // namespace facefs::service_manager
