// SPDX-License-Identifier: Apache-2.0
// What damaged lines of decisions.log said, told again from a gallery that had taken them in while they were whole.
//
// Which numbers such lines had is known from their neighbours. A person, a decision and a reference photo have the
// number of their line in the gallery, too; any other line is the one that makes the sum of the log what the gallery
// has. The writer's thread.
#pragma once

#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// For DecisionLog::put_back, in order. Throws BadRecord where the gallery is damaged.
std::vector<LogEntry> lines_to_put_back(const DecisionLog& log, const Snapshot& snapshot);

}  // namespace facefs
