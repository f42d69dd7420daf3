// SPDX-License-Identifier: Apache-2.0
// Keeps the part of the gallery that counts as our memory small.
//
// Every page of LMDB's map that was ever looked at is counted as resident until the kernel wants it back: after a scan
// of a large library that is the whole file. The pages are the page cache's either way; letting go of the map's hold on
// them costs a soft fault when one is next looked at. What is read again and again as a whole is kept: a million faces'
// codes would take four times as long to search with their faults (38 ms, where it took 9). Any thread.
#pragma once

#include <atomic>
#include <chrono>

#include "index/storage/lmdb.h"

namespace facefs {

class ResidentPages {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{96} << 20;  ///< bytes of files, the programs' own included

  /// Looks four times a second at most; where there are more than kMostBytes beside the values of `kept`, all but those
  /// go.
  void look(const lmdb::Environment& environment, lmdb::Table kept);

 private:
  using Clock = std::chrono::steady_clock;
  std::atomic<Clock::rep> next_look_ = 0;
};

/// Bytes of files that this process has in memory; 0 where it cannot be told.
std::size_t resident_file_bytes();

}  // namespace facefs
