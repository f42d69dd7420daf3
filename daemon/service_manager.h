// SPDX-License-Identifier: Apache-2.0
// What systemd is told: ready once the mount answers, how it stands, and that it is stopping. Without systemd, nothing.
#pragma once

#include <string>

namespace facefs::service_manager {

void ready();
void status(const std::string& sentence);
void stopping();

}  // namespace facefs::service_manager
