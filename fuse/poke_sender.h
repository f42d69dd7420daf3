// SPDX-License-Identifier: Apache-2.0
// Starts facefs-poke, has it make one poke at a time, and goes on without it when it does not answer.
//
// The notifier's thread alone. Nothing depends on a poke: where none can be made, windows show a change when they look
// again.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "fuse/poke_in_progress.h"
#include "system/unique_fd.h"

namespace facefs {

class PokeSender {
 public:
  /// Takes facefs-poke's path as `program`; calls `on_trouble` with a sentence.
  PokeSender(std::filesystem::path program, std::filesystem::path mount, PokeInProgress& under_way,
             std::function<void(const std::string&)> on_trouble);
  ~PokeSender();
  PokeSender(const PokeSender&) = delete;
  PokeSender& operator=(const PokeSender&) = delete;

  /// Makes the poke and waits for the answer, two seconds at most. Returns false where it could not be made. A helper
  /// that was ended is started again once.
  bool poke(const PokeInProgress::Announced& announced);
  /// Returns false for a minute after the helper did not answer, or could not be started.
  bool is_able() const { return Clock::now() >= paused_until_; }

 private:
  using Clock = std::chrono::steady_clock;
  bool start();
  enum class Silence { gone, stuck };
  std::variant<int, Silence> attempt(const PokeInProgress::Announced& announced);
  std::variant<int, Silence> answer();
  void give_up(const std::string& why);
  void collect(int flags);

  std::filesystem::path program_;
  std::filesystem::path mount_;
  PokeInProgress& under_way_;
  std::function<void(const std::string&)> on_trouble_;
  UniqueFd socket_;
  std::vector<pid_t> children_;  ///< the last one works, the others are being ended
  Clock::time_point paused_until_{};
};

}  // namespace facefs
