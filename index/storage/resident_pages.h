// SPDX-License-Identifier: Apache-2.0
// Keeps the part of the gallery that counts as our memory small.
//
// Every page of LMDB's map that was ever looked at counts as resident until the kernel wants it back. After a scan of a
// large library that is the whole file. The pages belong to the page cache either way. A page that is given up costs a
// soft fault when it is next looked at. Values that are read whole again and again are kept. With their faults a
// million faces' codes would take four times as long to search (38 ms, where it took 9). Any thread.
#pragma once

#include <atomic>
#include <chrono>

#include "index/storage/lmdb.h"

namespace facefs {

class ResidentPages {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{96} << 20;  ///< bytes of files, also the program's own

  /// Looks four times a second at most. Gives up all pages except those of the values of `kept`, where more than
  /// kMostBytes are resident beside these values.
  void look(const lmdb::Environment& environment, lmdb::Table kept);

 private:
  using Clock = std::chrono::steady_clock;
  std::atomic<Clock::rep> next_look_ = 0;
};

/// Returns how many bytes of files this process has in memory; 0 where that cannot be told.
std::size_t resident_file_bytes();

}  // namespace facefs
