// SPDX-License-Identifier: Apache-2.0
#include "fuse/main_thread.h"

#include <fstream>
#include <string>

namespace facefs {

bool main_thread_has_ended(long process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');  // the state is the field behind the name, which may hold anything
  return name_end == std::string::npos || line.substr(name_end, 3).find_first_of("ZX") != std::string::npos;
}

}  // namespace facefs
