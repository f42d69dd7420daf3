// SPDX-License-Identifier: Apache-2.0
// The sum of decisions.log: every person, decision, reference photo and pin, without what was revoked or undone.
//
// Normal acts change log and gallery side by side. This is for when the gallery has to follow the log as a whole. That
// is at start, when it lags behind, and after acts that change earlier ones, such as an undo or an import. The writer's
// thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/update.h"
#include "index/values/records.h"

namespace facefs {

struct DecisionState {
  struct Decision {
    ImageKey image;
    DecisionRecord record;
  };
  struct ReferenceFile {
    PersonId person = kNobody;
    ReferenceFileRecord record;
  };
  std::map<PersonId, PersonRecord> people;
  std::map<std::uint64_t, Decision> decisions;           ///< by sequence number
  std::map<std::string, ReferenceFile> reference_files;  ///< by their names on the disk
  std::map<std::string, std::string> pins;               ///< name -> query
  std::vector<PersonId> forgotten;                       ///< people whose erasing a crash cut short
};

/// Tells whether photos were copied into enroll/ for the person, even if they have not been read yet.
bool has_references(const Snapshot& snapshot, PersonId person);

/// Returns what a verb of the log says of a face or a photo; nothing for a verb about people or pins.
std::optional<DecisionRecord::Verb> decision_verb(Verb verb);

/// Returns all readable lines, in order.
std::vector<LogEntry> lines_of(const DecisionLog& log);

/// Returns the lines that count, in order: those that were neither revoked nor undone.
std::vector<LogEntry> lines_that_count(const DecisionLog& log);
std::vector<LogEntry> lines_that_count(std::vector<LogEntry> lines);

DecisionState state_after(const std::vector<LogEntry>& lines);

/// Returns what the gallery holds of this: the log's sum, while the two agree.
DecisionState decision_state_in(const Snapshot& snapshot);

/// Makes the gallery's people, decisions, reference photos and pins those of `said`. People whom the log does not know
/// stay (new empty folders). A person whom the log no longer knows stays while references teach, and counts as one whom
/// it does not know yet.
void adopt(Update& update, DecisionState said);
/// Makes the gallery's people, decisions, reference photos and pins those that count in the log.
void adopt(Update& update, const DecisionLog& log);

}  // namespace facefs
