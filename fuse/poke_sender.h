// SPDX-License-Identifier: Apache-2.0
// facefs-poke's other end: starts it, has it make one poke at a time, and does without it when it does not answer.
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
  /// `program` is facefs-poke; `on_trouble` gets a sentence.
  PokeSender(std::filesystem::path program, std::filesystem::path mount, PokeInProgress& under_way,
             std::function<void(const std::string&)> on_trouble);
  ~PokeSender();
  PokeSender(const PokeSender&) = delete;
  PokeSender& operator=(const PokeSender&) = delete;

  /// Waits for it, two seconds at most; false where it could not be made. A helper that was ended is started again
  /// once.
  bool poke(const PokeInProgress::Announced& announced);
  /// False for a minute after it did not answer.
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
  std::vector<pid_t> children_;  ///< the last one works, those before are being ended
  Clock::time_point paused_until_{};
};

}  // namespace facefs
