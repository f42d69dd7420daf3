// SPDX-License-Identifier: Apache-2.0
// The client's end of the control socket: `facefs` asks the running daemon through it.
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

  /// Connects. Throws ClientError when no daemon runs on that data folder, or when it does not answer.
  explicit Client(const std::filesystem::path& data);

  /// Returns the answer's result. Throws ClientError with the daemon's sentence, or when no answer came in time.
  Json ask(const Json& request, std::chrono::seconds patience);

  /// Sends a request without waiting for the answer. Then `answered` waits for it, at most that long, and returns
  /// whether it has come.
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
