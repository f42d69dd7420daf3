// SPDX-License-Identifier: Apache-2.0
// How many requests of each kind the kernel has sent since the mount was made. A listing costs what its requests cost.
// Unlike the time, their number is the same on every machine.
//
// Any thread; counting takes no lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace facefs {

class RequestCounts {
 public:
  /// Counts one request as it was read from /dev/fuse: its header comes first.
  void count(std::span<const std::byte> request);

  /// Returns the counts by the kernel's names in small letters ("lookup", "readdirplus"). Leaves out what never came.
  std::map<std::string, std::uint64_t> by_name() const;

 private:
  static constexpr std::size_t kKinds = 64;  ///< the protocol's numbers end at 53
  std::array<std::atomic<std::uint64_t>, kKinds> counts_{};
};

}  // namespace facefs
