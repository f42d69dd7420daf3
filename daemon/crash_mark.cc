// SPDX-License-Identifier: Apache-2.0
#include "daemon/crash_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

namespace facefs::crash_mark {
namespace {

std::array<char, 4096> g_file;  // kept here: a signal handler cannot ask for it

std::filesystem::path file_in(const std::filesystem::path& data) {
  return data / "gallery.suspect";
}

void on_bad_access(int signal) {
  const int file = ::open(g_file.data(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file >= 0 && ::write(file, "x", 1) == 1) ::fsync(file);
  ::raise(signal);  // ends the process as usual: the handler runs only once
}

}  // namespace

void watch(const std::filesystem::path& data) {
  const std::string file = file_in(data).string();
  if (file.size() >= g_file.size()) return;
  std::memcpy(g_file.data(), file.c_str(), file.size() + 1);
  struct sigaction action {};
  action.sa_handler = on_bad_access;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT}) ::sigaction(signal, &action, nullptr);
}

std::uintmax_t count(const std::filesystem::path& data) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file_in(data), error);
  return error ? 0 : size;
}

void clear(const std::filesystem::path& data) {
  std::error_code ignored;
  std::filesystem::remove(file_in(data), ignored);
}

}  // namespace facefs::crash_mark
