// SPDX-License-Identifier: Apache-2.0
// Starts and ends facefs-keeper, which frees the programs that wait for the mount when facefsd dies
// (fuse/keeper_main.cc).
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "system/unique_fd.h"

namespace facefs {

class Keeper {
 public:
  /// Starts the keeper for the connection behind that switch. Call it on the main thread alone: the keeper hears of the
  /// death of the thread that started it. Throws std::system_error when it cannot be started.
  Keeper(const std::filesystem::path& program, const UniqueFd& abort_switch);
  /// Ends the keeper, because the mount is gone.
  ~Keeper();
  pid_t process() const { return child_; }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

 private:
  pid_t child_ = -1;
};

}  // namespace facefs
