// SPDX-License-Identifier: Apache-2.0
// Work in a process of its own that may die of it: a copy of this one (fork), with nothing of it open.
//
// For work that reads and writes files alone. It must not use what is open here (an LMDB environment, say): it opens
// its own. It leaves no core file, and ends with the thread that began it, the one that may wait for it.
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
    failed,  ///< with an exception, whose sentence this is
    died,    ///< of an error of its own: a bad memory access, an assertion
    ended,   ///< from outside, or it could not be begun
  };
  How how = How::done;
  std::string sentence{};
  bool is_damage = false;  ///< the exception was one of damage (index/storage/damage.h)
};

class Expendable {
 public:
  enum class Priority : std::uint8_t { usual, lowest };
  explicit Expendable(const std::function<void()>& work, Priority priority = Priority::usual);
  /// Ends it.
  ~Expendable();
  Expendable(const Expendable&) = delete;
  Expendable& operator=(const Expendable&) = delete;

  /// Whether it has ended, or is just doing so, after that long at most.
  bool ends_within(std::chrono::milliseconds patience) const;
  /// Waits until it has ended. Once.
  Outcome wait();

 private:
  pid_t process_ = -1;
  UniqueFd sentence_;
};

Outcome outcome_of(const std::function<void()>& work);

}  // namespace facefs
