// SPDX-License-Identifier: Apache-2.0
// Commits a change of the gallery, and tells what became different in the tree.
//
// Every change of faces after the start must be committed here, so that the schedule knows which of them to group. The
// writer's thread.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "daemon/ledger.h"
#include "daemon/match_schedule.h"
#include "index/storage/update.h"

namespace facefs {

class Publisher {
 public:
  /// `tell` gets what became different; its token ends when the kernel has been told.
  using Tell = std::function<void(std::vector<TreeChange>, Token)>;

  Publisher(MatchSchedule& schedule, Tell tell) : schedule_(schedule), tell_(std::move(tell)) {}

  /// Commits, and tells what became different. `tokens` are the work that this is a part of.
  void publish(Update& update, std::vector<Token> tokens) {
    std::vector<TreeChange> changes = update.changes();
    schedule_.note(update);
    update.commit();
    tell(std::move(changes), joined(std::move(tokens)));
  }
  /// Tells what is different without a commit, because the gallery is another one.
  void tell(std::vector<TreeChange> changes, Token token) const { tell_(std::move(changes), std::move(token)); }

 private:
  MatchSchedule& schedule_;
  Tell tell_;
};

}  // namespace facefs
