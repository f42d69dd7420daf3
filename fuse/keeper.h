// SPDX-License-Identifier: Apache-2.0
// facefs-keeper's other end: it frees whoever waits for the mount when facefsd dies (fuse/keeper_main.cc).
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "system/unique_fd.h"

namespace facefs {

class Keeper {
 public:
  /// Starts it for the connection behind that switch. On the main thread alone: it is that thread's death which the
  /// keeper hears of. Throws std::system_error when it cannot be started.
  Keeper(const std::filesystem::path& program, const UniqueFd& abort_switch);
  /// Ends it: the mount is gone.
  ~Keeper();
  pid_t process() const { return child_; }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

 private:
  pid_t child_ = -1;
};

}  // namespace facefs
