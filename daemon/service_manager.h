// SPDX-License-Identifier: Apache-2.0
// What systemd is told: ready once the mount answers, how it stands, that it is stopping, and which process is to be
// left alone when it kills the others. Without systemd, nothing.
#pragma once

#include <sys/types.h>

#include <string>

namespace facefs::service_manager {

void ready();
void status(const std::string& sentence);
void stopping();

/// Takes a process out of the service, into a scope of its own: whoever kills all of the service (systemd-oomd,
/// `systemctl kill`) leaves that one. It is done a moment after the return. False when systemd could not be asked.
bool keep_apart(pid_t process, const std::string& name);

}  // namespace facefs::service_manager
