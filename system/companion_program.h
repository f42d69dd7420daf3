// SPDX-License-Identifier: Apache-2.0
// Finds the programs that this one starts.
#pragma once

#include <filesystem>
#include <string>

namespace facefs {

/// Returns the path of a program: beside this program (a build tree), else in ../libexec/facefs. Both are relative to
/// this program, so an installation may be moved.
inline std::filesystem::path companion_program(const std::string& name) {
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::filesystem::path beside = own / name;
  return std::filesystem::exists(beside) ? beside : own.parent_path() / "libexec/facefs" / name;
}

}  // namespace facefs
