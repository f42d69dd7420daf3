// SPDX-License-Identifier: Apache-2.0
// One daemon a data folder: a locked file that says whose it is and where to reach it.
//
// A daemon that was killed can hold the lock on, by a thread that the kernel does not let go (fuse/connection.h). The
// file says which connection to abort then, for the next start and for `facefsd --release`.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "system/unique_fd.h"

namespace facefs {

/// What the file says, as `facefs` reads it.
struct DaemonAddress {
  long pid = 0;
  std::string socket;
  std::string mount;
  std::optional<unsigned> connection{};  ///< of the mount (fuse/connection.h); none while nothing is mounted
};

/// Another facefsd serves that data folder, or that mount.
struct TakenByAnother : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class LockFile {
 public:
  /// Throws TakenByAnother, its sentence naming the other daemon's process. Where that one was killed and is not let
  /// go, it is freed first.
  explicit LockFile(const std::filesystem::path& data);
  void write(const DaemonAddress& address);

 private:
  std::filesystem::path file_;
  UniqueFd descriptor_;
};

/// What the last daemon on that data folder has said of itself; empty where there was none.
DaemonAddress last_daemon(const std::filesystem::path& data);

/// Nothing when no daemon runs on that data folder.
std::optional<DaemonAddress> running_daemon(const std::filesystem::path& data);

/// $XDG_RUNTIME_DIR/facefs/<hash of the data folder>.sock, or control.sock in the data folder. A socket's path ends at
/// 107 bytes: a longer one throws with a sentence.
std::filesystem::path socket_for(const std::filesystem::path& data);

}  // namespace facefs
