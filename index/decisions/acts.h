// SPDX-License-Identifier: Apache-2.0
// The user's acts: what each writes into decisions.log and changes in the gallery.
//
// On the writer's thread, inside its transaction. An act that cannot be throws a Refusal with the errno that whoever
// acted is to see; then nothing was written. People: acts_people.cc; faces: acts_faces.cc; reference photos:
// acts_references.cc; taking back: acts_undo.cc.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "index/decisions/decision_log.h"
#include "index/storage/update.h"
#include "index/values/reference_file.h"
#include "index/values/refusal.h"

namespace facefs {

/// Who acts: the program's name for the log, its process for telling which acts belong together.
struct Actor {
  std::string program;
  std::uint64_t process = 0;
};

// People

/// A new, still empty folder below enroll/, or (`shown`) below people/. EEXIST when somebody has that name in some
/// form. Not in the log yet: some file managers make "Untitled Folder" first and rename it then.
void add_person(Update& update, DecisionLog& log, const Actor& actor, const std::string& name, bool shown);

/// The first photo is coming, or the first face: from here on the log knows the person.
void log_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person);

void rename_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person, const std::string& name);

/// `rm -r people/Joey`: the rejections of the same burst are revoked, they meant the folder.
void hide_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person);
/// Whether that process is removing photos from that folder, one by one, just now.
bool is_removing_from(const DecisionLog& log, const Actor& actor, const FolderKey& folder);
/// EINVAL for one who was merged into another.
void show_person(Update& update, DecisionLog& log, const Actor& actor, PersonId person);

/// From now on `source` counts for `target`. EINVAL when they are one already.
void merge_people(Update& update, DecisionLog& log, const Actor& actor, PersonId source, PersonId target);

/// A cap of certain matches of that person's own; 0 takes it away.
void set_certain(Update& update, DecisionLog& log, const Actor& actor, PersonId person, float certain);

// Faces. `from` is the folder in which the user saw the photo; it tells which face is meant.

/// The face that made the photo stand in `from`, or that is nearest to the person, is that person's. Where that cannot
/// be told, somebody in the photo is. Moved (not copied) out of another person's folder: nobody in it is that one.
void say_is(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, PersonId person, const FolderKey& from,
            bool moved);
/// Nobody in the photo is that person.
void say_is_not(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, const FolderKey& from);
/// The faces that made the photo stand in `from` are of no interest.
void say_ignore(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo, const FolderKey& from);
/// The photo's ignored faces are unknown again.
void say_heed(Update& update, DecisionLog& log, const Actor& actor, PhotoId photo);
/// Every face of the cluster is that person's, who is shown from then on.
void name_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster, PersonId person);
/// The same with a new person of that name.
void name_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster, const std::string& name);
void ignore_cluster(Update& update, DecisionLog& log, const Actor& actor, ClusterId cluster);

/// These faces lose their embeddings and are never given any again; nothing takes it back. Which were there.
std::vector<FaceId> erase_faces(Update& update, DecisionLog& log, const Actor& actor, const std::vector<FaceId>& faces);
/// The faces that are certainly that person's.
std::vector<FaceId> faces_of_person(const Snapshot& snapshot, PersonId person);

// Reference photos

/// What the user calls these files in the person's folder: from here on they teach, in this order. `came_ns`: since
/// when each of them does, where that is not now. ENOENT where the person is not there any more.
void name_references(Update& update, DecisionLog& log, const Actor& actor, PersonId person,
                     const std::vector<NamedReference>& references, std::span<const std::uint64_t> came_ns = {});
/// The file is in another person's folder now, or has another name.
void move_reference(Update& update, DecisionLog& log, const Actor& actor, PersonId from, PersonId to,
                    const NamedReference& reference);

// Queries

void pin_query(Update& update, DecisionLog& log, const Actor& actor, const std::string& name, const std::string& query);
void unpin_query(Update& update, DecisionLog& log, const Actor& actor, const std::string& name);
void rename_pin(Update& update, DecisionLog& log, const Actor& actor, const std::string& from, const std::string& to);

// Elsewhere

/// What was said on another machine, or before everything was lost; lines that say what is said already are left out.
/// Whom each person of theirs is here.
std::map<PersonId, PersonId> import_said(Update& update, DecisionLog& log, const Actor& actor,
                                         std::vector<LogEntry> lines);

// Taking back

/// The rejection of that photo in that folder, said by the same process just before, was half of an overwrite.
void revoke_rejection(Update& update, DecisionLog& log, const Actor& actor, const FolderKey& from,
                      const std::string& name);

/// Takes back the last `count` groups that stand; answers how many there were. EEXIST when a name that would come back
/// is somebody else's by now.
std::size_t undo(Update& update, DecisionLog& log, const Actor& actor, std::size_t count);

/// Takes back the last `count` undoings, as far as nothing was decided since; answers how many there were. EEXIST
/// likewise.
std::size_t redo(Update& update, DecisionLog& log, const Actor& actor, std::size_t count);

/// When somebody was last forgotten, by a line's number; 0: never. No undo brings that back.
std::uint64_t last_forgetting(const DecisionLog& log);

}  // namespace facefs
