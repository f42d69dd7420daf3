// SPDX-License-Identifier: Apache-2.0
// What decisions.log says in sum: everybody, every decision, every pin, without what was revoked or undone.
//
// Normal acts change log and gallery side by side; this is for when the gallery has to follow the log as a whole: at
// start, when it lags behind, after an undo and an import. The writer's thread.
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
  std::vector<PersonId> forgotten;                       ///< whose erasing a crash cut short
};

/// Somebody for whom photos were copied into enroll/, also where they have not been read yet.
bool has_references(const Snapshot& snapshot, PersonId person);

/// What a verb of the log says of a face or a photo; nothing of one about people or pins.
std::optional<DecisionRecord::Verb> decision_verb(Verb verb);

/// All of them, in order.
std::vector<LogEntry> lines_of(const DecisionLog& log);

/// The lines that count, in order.
std::vector<LogEntry> lines_that_count(const DecisionLog& log);
std::vector<LogEntry> lines_that_count(std::vector<LogEntry> lines);

DecisionState state_after(const std::vector<LogEntry>& lines);

/// What the gallery holds of it: the log's sum, while the two agree.
DecisionState decision_state_in(const Snapshot& snapshot);

/// Makes the gallery's people, decisions and pins those. People whom the log does not know stay (new empty folders);
/// one whom it no longer knows stays while references teach, as one whom it does not know yet.
void adopt(Update& update, DecisionState said);
/// The same with what counts in the log.
void adopt(Update& update, const DecisionLog& log);

}  // namespace facefs
