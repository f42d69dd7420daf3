// SPDX-License-Identifier: Apache-2.0
// How each kind of act is carried out; `apply` (index/decisions/acts.h) chooses. The writer's thread.
#pragma once

#include "index/decisions/acts.h"
#include "index/values/records.h"

namespace facefs {

/// The transaction and the log in which an act is carried out, and the program that acts.
struct ActContext {
  Update& update;
  DecisionLog& log;
  const Actor& actor;
};

// acts_people.cc
void apply(const ActContext& in, const AddPerson& deed);
void apply(const ActContext& in, const BeginTeaching& deed);
void apply(const ActContext& in, const RenamePerson& deed);
void apply(const ActContext& in, const ShowPerson& deed);
void apply(const ActContext& in, const MergePeople& deed);
void apply(const ActContext& in, const SetCertain& deed);
void apply(const ActContext& in, const PinQuery& deed);
void apply(const ActContext& in, const UnpinQuery& deed);
void apply(const ActContext& in, const RenamePin& deed);
/// Makes the log know the person, if it does not yet. Throws Refusal: ENOENT where there is no such person.
void log_person(const ActContext& in, PersonId person);

// acts_faces.cc
/// Returns the photo's record. Throws Refusal: ENOENT where there is no such photo, EPERM where it is no picture.
PhotoRecord photo_to_decide(const Update& update, PhotoId photo);
void apply(const ActContext& in, const SayIs& deed);
void apply(const ActContext& in, const SayIsNot& deed);
void apply(const ActContext& in, const Ignore& deed);
void apply(const ActContext& in, const Unignore& deed);
void apply(const ActContext& in, const NameCluster& deed);
void apply(const ActContext& in, const IgnoreCluster& deed);
Applied apply(const ActContext& in, const EraseFaces& deed);

// acts_references.cc
void apply(const ActContext& in, const NameReferences& deed);
void apply(const ActContext& in, const MoveReference& deed);
void apply(const ActContext& in, const TeachWithPhoto& deed);

// acts_import.cc
Applied apply(const ActContext& in, const ImportLines& deed);

// acts_undo.cc
void apply(const ActContext& in, const HidePerson& deed);
void apply(const ActContext& in, const RemovePersonFolder& deed);
void apply(const ActContext& in, const RevokeRejection& deed);
Applied apply(const ActContext& in, const Undo& deed);
Applied apply(const ActContext& in, const Redo& deed);

}  // namespace facefs
