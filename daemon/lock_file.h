// SPDX-License-Identifier: Apache-2.0
// One daemon a data folder: a locked file that says whose it is and where to reach it.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "models/unique_fd.h"

namespace facefs {

/// What the file says, as `facefs` reads it.
struct DaemonAddress {
  long pid = 0;
  std::string socket;
  std::string mount;
};

struct DataFolderTaken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class LockFile {
 public:
  /// Throws DataFolderTaken, its sentence naming the other daemon's pid when the data folder is taken.
  explicit LockFile(const std::filesystem::path& data);
  void write(const DaemonAddress& address);

 private:
  std::filesystem::path file_;
  UniqueFd descriptor_;
};

/// Nothing when no daemon runs on that data folder.
std::optional<DaemonAddress> running_daemon(const std::filesystem::path& data);

/// $XDG_RUNTIME_DIR/facefs/<hash of the data folder>.sock, or control.sock in the data folder. A socket's path ends at
/// 107 bytes: a longer one throws with a sentence.
std::filesystem::path socket_for(const std::filesystem::path& data);

}  // namespace facefs
