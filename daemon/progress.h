// SPDX-License-Identifier: Apache-2.0
// A progress line on stderr, redrawn in place. Nothing at all if stderr is no terminal.
#pragma once

#include <cstddef>
#include <string>

namespace facefs {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();  ///< takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Draws the line. `note` follows the bar ("12.5 photos/s, 40 s left").
  void show(std::size_t done, std::size_t all, const std::string& note = {});

 private:
  std::string what_;
  bool terminal_;
};

}  // namespace facefs
