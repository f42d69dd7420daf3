// SPDX-License-Identifier: Apache-2.0
// Carries out what users do: an act's lines go into decisions.log, and what they say into the gallery.
//
// On the writer's thread, inside its transaction. An act that is not possible throws a Refusal with the errno for the
// caller. Then nothing was written, except perhaps that the log knows a person. People: acts_people.cc; faces:
// acts_faces.cc; reference photos: acts_references.cc; taking back: acts_undo.cc.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "index/decisions/act.h"
#include "index/decisions/decision_log.h"
#include "index/storage/update.h"
#include "index/values/refusal.h"

namespace facefs {

/// The results of an act, for the caller that tells the user.
struct Applied {
  std::vector<std::uint64_t> groups{};    ///< taken back by an undo, newest first; brought back by a redo, oldest first
  std::map<PersonId, PersonId> people{};  ///< by an import: who each imported person is here
  std::vector<FaceId> erased{};           ///< faces that lost their embeddings
};

/// Carries out the act. Throws Refusal, or std::system_error where the lines did not become durable.
Applied apply(Update& update, DecisionLog& log, const Act& act);

/// Returns whether that process is removing photos from that folder, one by one, just now.
bool is_removing_from(const DecisionLog& log, const Actor& actor, const FolderKey& folder);

/// Returns the faces that are certainly that person's.
std::vector<FaceId> faces_of_person(const Snapshot& snapshot, PersonId person);

/// Returns the number of the last line by which somebody was forgotten, 0 for none. No undo brings that person back.
std::uint64_t last_forgetting(const DecisionLog& log);

}  // namespace facefs
