// SPDX-License-Identifier: Apache-2.0
// Lists the vision workers that this process has started, and puts pictures into memory as the workers get them.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "system/durable_file.h"
#include "system/unique_fd.h"

namespace facefs::test {

inline std::vector<pid_t> children_of(pid_t process) {
  const std::string number = std::to_string(process);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  return {std::istream_iterator<pid_t>(file), {}};
}

/// Returns the workers. They are children of the fork servers, which are this process's children.
inline std::vector<pid_t> workers() {
  std::vector<pid_t> all;
  for (const pid_t fork_server : children_of(::getpid()))
    for (const pid_t worker : children_of(fork_server)) all.push_back(worker);
  return all;
}

inline std::shared_ptr<const UniqueFd> in_memory(const std::string& bytes) {
  auto memory = std::make_shared<UniqueFd>(::memfd_create("picture", MFD_CLOEXEC));
  write_all(memory->get(), bytes);
  return memory;
}

}  // namespace facefs::test
