// SPDX-License-Identifier: Apache-2.0
// The kernel's side of a FUSE mount, and how to end it from outside.
//
// A connection ends by itself when the last descriptor of /dev/fuse is closed. That never happens where a thread of the
// server sleeps in the kernel for good. The notifier may wait for a folder's lock, whose holder lists that folder and
// waits for an answer of the same server, which was killed. When the connection is aborted, every waiting request ends
// with an error, and so do both of these. It is aborted by writing to `abort` in the kernel's fusectl file system. That
// file belongs to the user who mounted. Nothing here waits.
#pragma once

#include <filesystem>
#include <optional>

#include "system/unique_fd.h"

namespace facefs {

/// Returns the number of the connection behind the facefs mount at that path; nothing where there is no such mount.
std::optional<unsigned> connection_at(const std::filesystem::path& mount_point);

/// Opens the switch that ends connection `number`. It stays that connection's, even when the number is given to another
/// one. Returns an empty descriptor where fusectl is not available; root needs no mount of it.
UniqueFd abort_switch(unsigned number);

/// Ends the connection. One that has ended already is left alone.
void abort_connection(const UniqueFd& abort_switch);

/// Ends the connection by its switch, or by force, which only root can do. Returns false where neither is possible, and
/// where connection `number` is not mounted there.
bool abort_connection_at(const std::filesystem::path& mount_point, unsigned number);

/// Returns a sentence that tells the user what to run where neither is possible.
std::string how_to_abort(const std::filesystem::path& mount_point);

}  // namespace facefs
