// SPDX-License-Identifier: Apache-2.0
// Runs work that may die of it in a process of its own: a copy of this one (fork).
//
// For work that reads and writes files alone. It must not use what is open here, such as an LMDB environment: it opens
// its own. The process closes all descriptors except the standard ones. It leaves no core file, and ends with the
// thread that began it. That thread alone may wait for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "system/unique_fd.h"

namespace facefs {

struct Outcome {
  enum class How : std::uint8_t {
    done,
    failed,  ///< by an exception; `sentence` is its sentence
    died,    ///< by an error of its own: a bad memory access, an assertion
    ended,   ///< by a signal from outside; or it could not be begun
  };
  How how = How::done;
  std::string sentence{};
  bool is_damage = false;  ///< the exception means damage (index/storage/damage.h)
};

class Expendable {
 public:
  enum class Priority : std::uint8_t { usual, lowest };
  explicit Expendable(const std::function<void()>& work, Priority priority = Priority::usual);
  /// Kills the process if it still runs.
  ~Expendable();
  Expendable(const Expendable&) = delete;
  Expendable& operator=(const Expendable&) = delete;

  /// Waits at most `patience`. Returns whether the process has ended, or is just ending.
  bool ends_within(std::chrono::milliseconds patience) const;
  /// Waits until the process has ended. Call it once.
  Outcome wait();

 private:
  pid_t process_ = -1;
  UniqueFd sentence_;
};

Outcome outcome_of(const std::function<void()>& work);

}  // namespace facefs
