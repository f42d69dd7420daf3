// SPDX-License-Identifier: Apache-2.0
// Tells systemd that facefsd is ready (once the mount answers), how it is doing, and that it is stopping. Asks it to
// leave one process alone when it kills the others. Does nothing without systemd.
#pragma once

#include <sys/types.h>

#include <string>

namespace facefs::service_manager {

void ready();
void status(const std::string& sentence);
void stopping();

/// Takes a process out of the service, into a scope of its own. What kills all of the service (systemd-oomd, `systemctl
/// kill`) leaves that process alone. Takes effect a moment after the return. Returns false when systemd could not be
/// asked.
bool keep_apart(pid_t process, const std::string& name);

}  // namespace facefs::service_manager
