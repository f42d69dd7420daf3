// SPDX-License-Identifier: Apache-2.0
// The other end of the control socket: what `facefs` uses to ask the running daemon.
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "daemon/lock_file.h"
#include "system/unique_fd.h"

namespace facefs {

/// What went wrong, as a sentence for the user.
struct ClientError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Client {
 public:
  using Json = nlohmann::ordered_json;

  /// Throws when no daemon runs on that data folder.
  explicit Client(const std::filesystem::path& data);

  /// The answer's result. Throws ClientError with the daemon's sentence, or when no answer came in time.
  Json ask(const Json& request, std::chrono::seconds patience);

  /// The two halves of `ask`: send now, and look for the answer for that long. False: none yet.
  void send(const Json& request);
  bool answered(std::chrono::milliseconds patience);

  const std::string& mount() const { return address_.mount; }

 private:
  Json take_answer();

  DaemonAddress address_;
  UniqueFd socket_;
  std::string line_;
};

}  // namespace facefs
