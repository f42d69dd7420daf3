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

#include "fuse/connection.h"
#include "fuse/main_thread.h"
#include "index/values/content_hash.h"
#include "system/durable_file.h"

namespace facefs {
namespace {

constexpr std::chrono::milliseconds kBetweenTries{20};
constexpr std::chrono::milliseconds kOfAQuestion{
    200};  // `facefs` holds the lock for a moment to see whether a daemon does
constexpr std::chrono::milliseconds kOfADeath{3000};

DaemonAddress read_address(const std::filesystem::path& file) {
  std::ifstream stream(file);
  DaemonAddress address;
  std::string line;
  if (std::getline(stream, line)) address.pid = std::atol(line.c_str());
  std::getline(stream, address.socket);
  std::getline(stream, address.mount);
  unsigned connection = 0;
  if (stream >> connection) address.connection = connection;
  return address;
}

bool locked_within(int descriptor, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kBetweenTries);
  }
  return true;
}

}  // namespace

LockFile::LockFile(const std::filesystem::path& data)
    : file_(data / "lock"), descriptor_(::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "opening " + file_.string());
  if (locked_within(descriptor_.get(), kOfAQuestion)) return;
  const DaemonAddress holder = read_address(file_);
  const std::string name = "another facefsd, process " + std::to_string(holder.pid) + ",";
  if (!main_thread_has_ended(holder.pid))
    throw TakenByAnother(name + " uses the data folder " + data.string() +
                         " already: end that one first, or give this one another --data");
  if (holder.connection) abort_connection_at(holder.mount, *holder.connection);
  if (!locked_within(descriptor_.get(), kOfADeath))
    throw TakenByAnother(name + " was killed, and the kernel does not let it go: " + how_to_abort(holder.mount));
}

/// Writes over the old text and then cuts the file. A program that reads it meanwhile never finds it empty, which would
/// mean that no daemon is there.
void LockFile::write(const DaemonAddress& address) {
  const std::string text = std::to_string(address.pid) + "\n" + address.socket + "\n" + address.mount + "\n" +
                           (address.connection ? std::to_string(*address.connection) + "\n" : "");
  if (::pwrite(descriptor_.get(), text.data(), text.size(), 0) < 0 ||
      ::ftruncate(descriptor_.get(), static_cast<off_t>(text.size())) != 0)
    throw std::system_error(errno, std::generic_category(), "writing " + file_.string());
}

DaemonAddress last_daemon(const std::filesystem::path& data) {
  return read_address(data / "lock");
}

std::optional<DaemonAddress> running_daemon(const std::filesystem::path& data) {
  const UniqueFd descriptor(::open((data / "lock").c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor || ::flock(descriptor.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
  const DaemonAddress holder = last_daemon(data);
  return main_thread_has_ended(holder.pid) ? std::nullopt : std::optional(holder);
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
