// SPDX-License-Identifier: Apache-2.0
// Makes decisions.log again from the gallery, as lines: what both know of people, reference photos, decisions and pins.
// Lost with a log is the order in which things were said, and so what `facefs undo` would take back.
#pragma once

#include <string>
#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/people.h"
#include "index/storage/snapshot.h"
#include "index/values/records.h"

namespace facefs {

/// Returns the lines for DecisionLog::write_anew. Throws BadRecord where the gallery is damaged.
std::vector<LogEntry> lines_of(const Snapshot& snapshot);

/// Returns a line about the person, with the time at which the person was added.
LogEntry line_about(const Person& person, Verb verb, const std::string& name = {});
LogEntry line_of_reference(const Person& person, const std::string& file, const ReferenceFileRecord& record);
LogEntry line_of_decision(const Snapshot& snapshot, const ImageKey& image, const DecisionRecord& record);

/// Returns a line about that person, without a time, in the name of facefsd.
LogEntry line_of_restored(Verb verb, PersonId person, const std::string& name);

}  // namespace facefs
