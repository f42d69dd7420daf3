// SPDX-License-Identifier: Apache-2.0
// A locked file that lets one daemon use a data folder. It says which daemon that is, and where to reach it.
//
// A daemon that was killed can go on holding the lock, by a thread that the kernel does not let go (fuse/connection.h).
// The file says which connection to abort then; the next start and `facefsd --release` do so.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "system/unique_fd.h"

namespace facefs {

/// The content of the file, as `facefs` reads it.
struct DaemonAddress {
  long pid = 0;
  std::string socket;
  std::string mount;
  std::optional<unsigned> connection{};  ///< of the mount (fuse/connection.h); none while nothing is mounted
};

/// Thrown when another facefsd serves that data folder, or that mount.
struct TakenByAnother : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class LockFile {
 public:
  /// Locks the data folder. Throws TakenByAnother, its sentence naming the other daemon's process. If that daemon was
  /// killed and the kernel does not let it go, it is freed first.
  explicit LockFile(const std::filesystem::path& data);
  void write(const DaemonAddress& address);

 private:
  std::filesystem::path file_;
  UniqueFd descriptor_;
};

/// Returns what the last daemon on that data folder has said of itself; empty if there was none.
DaemonAddress last_daemon(const std::filesystem::path& data);

/// Returns the daemon that runs on that data folder; nothing if there is none.
std::optional<DaemonAddress> running_daemon(const std::filesystem::path& data);

/// Returns $XDG_RUNTIME_DIR/facefs/<hash of the data folder>.sock, or control.sock in the data folder. Throws with a
/// sentence if the path is longer than a socket's may be (107 bytes).
std::filesystem::path socket_for(const std::filesystem::path& data);

}  // namespace facefs
