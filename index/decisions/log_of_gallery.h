// SPDX-License-Identifier: Apache-2.0
// decisions.log made again from the gallery: what both know of people, decisions and pins, as lines. What is lost with
// a log is the order in which it was said, and so what `facefs undo` would take back.
#pragma once

#include <string>
#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/people.h"
#include "index/storage/snapshot.h"
#include "index/values/records.h"

namespace facefs {

/// For DecisionLog::write_anew. Throws BadRecord where the gallery is damaged.
std::vector<LogEntry> lines_of(const Snapshot& snapshot);

/// About the person, with the time of their coming.
LogEntry line_about(const Person& person, Verb verb, const std::string& name = {});
LogEntry line_of_reference(const Person& person, const std::string& file, const ReferenceFileRecord& record);
LogEntry line_of_decision(const Snapshot& snapshot, const ImageKey& image, const DecisionRecord& record);

/// About somebody of whom only reference photos are left.
LogEntry line_of_restored(Verb verb, PersonId person, const std::string& name);

}  // namespace facefs
