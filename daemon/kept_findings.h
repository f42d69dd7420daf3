// SPDX-License-Identifier: Apache-2.0
// Findings that the disk does not take just now, in their order: faces that a worker made are not thrown away.
//
// The writer's thread, but for `is_holding`: any thread.
#pragma once

#include <atomic>
#include <utility>
#include <vector>

#include "daemon/messages.h"

namespace facefs {

class KeptFindings {
 public:
  /// The disk took nothing when it was last tried: it is of no use to look for more.
  bool is_holding() const { return holding_; }

  /// From now on findings are kept.
  void begin() { holding_ = true; }
  void keep(WriterMessage finding) { kept_.push_back(std::move(finding)); }

  /// Ends keeping; returns what was kept. The caller tries it, and calls `begin` where the disk still takes nothing.
  std::vector<WriterMessage> release() {
    holding_ = false;
    return std::exchange(kept_, {});
  }

 private:
  std::atomic<bool> holding_ = false;
  std::vector<WriterMessage> kept_;
};

}  // namespace facefs
