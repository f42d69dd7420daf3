// SPDX-License-Identifier: Apache-2.0
// The kernel's side of a FUSE mount, and how to end it from outside.
//
// A connection ends by itself when the last descriptor of /dev/fuse is closed. That never happens where a thread of the
// server is asleep in the kernel for good: the notifier waits for a folder's lock, whose holder lists that folder and
// waits for an answer of the same server, which was killed. Every request that waits, and so both of them, ends with an
// error when the connection is aborted: by writing to `abort` in the kernel's fusectl file system, which belongs to
// whoever mounted. Nothing here waits.
#pragma once

#include <filesystem>
#include <optional>

#include "system/unique_fd.h"

namespace facefs {

/// The number of the connection behind the facefs mount at that path.
std::optional<unsigned> connection_at(const std::filesystem::path& mount_point);

/// The switch that ends connection `number`, open: it stays that one's, also when the number is given away again. None
/// where fusectl is not to be had; root needs no mount of it.
UniqueFd abort_switch(unsigned number);

/// Ends the connection. One that has ended already is left alone.
void abort_connection(const UniqueFd& abort_switch);

/// By its switch, or by force where only root can. False where neither is possible.
bool abort_connection_at(const std::filesystem::path& mount_point, unsigned number);

/// A sentence of what to enter where neither is possible.
std::string how_to_abort(const std::filesystem::path& mount_point);

}  // namespace facefs
