// SPDX-License-Identifier: Apache-2.0
// Starts one of our own programs, connected to this one by a socket pair.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>

namespace facefs {

/// Starts `program` with `socket` as its descriptor 0, and its descriptor 1 where 2 goes. No other descriptor of ours
/// is open in it. `words` and `environment` end with a null pointer. Returns 0 and sets `child`, or returns the errno.
int start_child(const std::filesystem::path& program, std::span<const char* const> words,
                std::span<const char* const> environment, int socket, pid_t& child);

}  // namespace facefs
