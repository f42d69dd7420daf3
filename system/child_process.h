// SPDX-License-Identifier: Apache-2.0
// Starts a program of ours that is spoken to over a socket pair.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>

namespace facefs {

/// In the child descriptor 0 is `socket`, 1 goes where 2 does, and nothing else of ours is open. `words` and
/// `environment` end with a null pointer. The errno, or 0 and the child.
int start_child(const std::filesystem::path& program, std::span<const char* const> words,
                std::span<const char* const> environment, int socket, pid_t& child);

}  // namespace facefs
