// SPDX-License-Identifier: Apache-2.0
// Keeps findings that the disk does not take just now, in their order, so that faces which a worker made are not thrown
// away.
//
// The writer's thread, except `is_holding`: any thread.
#pragma once

#include <atomic>
#include <utility>
#include <vector>

#include "daemon/messages.h"

namespace facefs {

class KeptFindings {
 public:
  /// Tells whether the disk took nothing when it was last tried. Then it is useless to look for more.
  bool is_holding() const { return holding_; }

  /// Begins to keep findings.
  void begin() { holding_ = true; }
  void keep(WriterMessage finding) { kept_.push_back(std::move(finding)); }

  /// Ends keeping. Returns what was kept. The caller tries it, and calls `begin` if the disk still takes nothing.
  std::vector<WriterMessage> release() {
    holding_ = false;
    return std::exchange(kept_, {});
  }

 private:
  std::atomic<bool> holding_ = false;
  std::vector<WriterMessage> kept_;
};

}  // namespace facefs
