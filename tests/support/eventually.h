// SPDX-License-Identifier: Apache-2.0
// Waits for a condition instead of a fixed time.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace facefs::test {

inline bool eventually(const std::function<bool()>& condition,
                       std::chrono::milliseconds patience = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // spinning would starve the workers, which are nice
  }
  return true;
}

}  // namespace facefs::test
