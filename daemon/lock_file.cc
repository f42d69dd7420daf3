// SPDX-License-Identifier: Apache-2.0
#include "daemon/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "index/content_hash.h"
#include "index/durable_file.h"

namespace facefs {
namespace {

constexpr int kTries = 10;
constexpr std::chrono::milliseconds kBetweenTries{20};

DaemonAddress read_address(const std::filesystem::path& file) {
  std::ifstream stream(file);
  DaemonAddress address;
  std::string pid;
  std::getline(stream, pid);
  std::getline(stream, address.socket);
  std::getline(stream, address.mount);
  address.pid = std::atol(pid.c_str());
  return address;
}

}  // namespace

LockFile::LockFile(const std::filesystem::path& data)
    : file_(data / "lock"), descriptor_(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "opening " + file_.string());
  // More than once, because `facefs` holds it for a moment to see whether a daemon does.
  for (int i = 0; i < kTries; ++i) {
    if (::flock(descriptor_.number(), LOCK_EX | LOCK_NB) == 0) return;
    std::this_thread::sleep_for(kBetweenTries);
  }
  throw DataFolderTaken("another facefsd, process " + std::to_string(read_address(file_).pid) +
                        ", uses the data folder " + data.string() +
                        " already: end that one first, or give this one another --data");
}

void LockFile::write(const DaemonAddress& address) {
  const std::string text = std::to_string(address.pid) + "\n" + address.socket + "\n" + address.mount + "\n";
  if (::ftruncate(descriptor_.number(), 0) != 0 || ::pwrite(descriptor_.number(), text.data(), text.size(), 0) < 0)
    throw std::system_error(errno, std::generic_category(), "writing " + file_.string());
}

std::optional<DaemonAddress> running_daemon(const std::filesystem::path& data) {
  const UniqueFd descriptor(::open((data / "lock").c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor || ::flock(descriptor.number(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
  return read_address(data / "lock");
}

std::filesystem::path socket_for(const std::filesystem::path& data) {
  std::filesystem::path socket = data / "control.sock";
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime && *runtime == '/' && std::filesystem::is_directory(runtime)) {
    const std::string hash = hex_of(content_hash_of(data.string()).bytes).substr(0, 16);
    const std::filesystem::path folder = std::filesystem::path(runtime) / "facefs";
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    socket = folder / (hash + ".sock");
  }
  if (socket.string().size() >= sizeof(sockaddr_un::sun_path))
    throw std::runtime_error("the control socket's path " + socket.string() +
                             " is too long for the system (107 bytes): set XDG_RUNTIME_DIR, or use a shorter --data");
  return socket;
}

}  // namespace facefs
