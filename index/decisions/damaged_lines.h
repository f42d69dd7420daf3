// SPDX-License-Identifier: Apache-2.0
// Restores what damaged lines of decisions.log said, from a gallery that took them in while they were whole.
//
// The neighbours of such lines tell which numbers they had. For a person, a decision and a reference photo the gallery
// has the number of the line, too. Any other line is found by trying: it is the one that makes the log's sum equal to
// what the gallery has. The writer's thread.
#pragma once

#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/snapshot.h"

namespace facefs {

/// Returns the lines for DecisionLog::put_back, in order. Throws BadRecord where the gallery is damaged.
std::vector<LogEntry> lines_to_put_back(const DecisionLog& log, const Snapshot& snapshot);

}  // namespace facefs
