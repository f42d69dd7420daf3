// SPDX-License-Identifier: Apache-2.0
#include "fuse/keeper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <system_error>

#include "system/child_process.h"

namespace facefs {

Keeper::Keeper(const std::filesystem::path& program, const UniqueFd& abort_switch) {
  const std::string parent = std::to_string(::getpid());
  const std::array<const char*, 3> words = {"facefs-keeper", parent.c_str(), nullptr};
  const std::array<const char*, 1> environment = {nullptr};
  if (const int error = start_child(program, words, environment, abort_switch.get(), child_); error != 0)
    throw std::system_error(error, std::generic_category(), "starting " + program.string());
}

Keeper::~Keeper() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

}  // namespace facefs
