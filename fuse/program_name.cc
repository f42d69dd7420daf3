// SPDX-License-Identifier: Apache-2.0
#include "fuse/program_name.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace facefs {
namespace {

constexpr std::size_t kCutAt = 15;  // TASK_COMM_LEN, without the final zero

}  // namespace

std::uint64_t process_of(int thread) {
  std::ifstream file("/proc/" + std::to_string(thread) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("Tgid:")) return std::strtoull(line.c_str() + 5, nullptr, 10);
  return 0;
}

std::string name_of_program(std::uint64_t process) {
  const std::filesystem::path folder = "/proc/" + std::to_string(process);
  std::string name;
  std::ifstream file(folder / "comm");
  std::getline(file, name);
  if (name.empty()) return "?";
  if (name.size() < kCutAt) return name;
  std::error_code is_not_ours;
  const std::string whole = std::filesystem::read_symlink(folder / "exe", is_not_ours).filename().string();
  return whole.starts_with(name) ? whole.substr(0, whole.find(" (deleted)")) : name;
}

}  // namespace facefs
