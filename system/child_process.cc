// SPDX-License-Identifier: Apache-2.0
#include "system/child_process.h"

#include <spawn.h>

namespace facefs {

int start_child(const std::filesystem::path& program, std::span<const char* const> words,
                std::span<const char* const> environment, int socket, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, socket, 0);
  posix_spawn_file_actions_adddup2(&actions, 2, 1);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, const_cast<char* const*>(words.data()),
                                  const_cast<char* const*>(environment.data()));
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace facefs
