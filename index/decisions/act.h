// SPDX-License-Identifier: Apache-2.0
// What a user does, as a value that can be compared, written, read and sent. `apply` carries it out
// (index/decisions/acts.h). The lines of decisions.log are made from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "index/decisions/decision_log.h"
#include "index/values/folder_key.h"
#include "index/values/ids.h"
#include "index/values/reference_file.h"

namespace facefs {

/// The program that acts. Its name is for the log; its process tells which acts belong together.
struct Actor {
  std::string program;
  std::uint64_t process = 0;
  bool operator==(const Actor&) const = default;
};

// People

/// Adds a new, still empty folder below enroll/, or (`shown`) below people/. EEXIST when somebody has that name, in any
/// case or Unicode form. Without `shown` the log does not know the person yet: some file managers make "Untitled
/// Folder" first and rename it then.
struct AddPerson {
  std::string name;
  bool shown = false;
  bool operator==(const AddPerson&) const = default;
};

/// Makes the log know the person, whose first photo is coming. Shows a person who was hidden before.
struct BeginTeaching {
  PersonId person = kNobody;
  bool operator==(const BeginTeaching&) const = default;
};

struct RenamePerson {
  PersonId person = kNobody;
  std::string name;
  bool operator==(const RenamePerson&) const = default;
};

/// Hides the person, for `rm -r people/Joey`. Revokes the rejections of the same burst: they meant the folder.
/// ENOTEMPTY where the folder has photos and the same process is not removing photos from it.
struct RemovePersonFolder {
  PersonId person = kNobody;
  bool operator==(const RemovePersonFolder&) const = default;
};

/// Hides the person, whatever the folder holds. Revokes the rejections of the same burst.
struct HidePerson {
  PersonId person = kNobody;
  bool operator==(const HidePerson&) const = default;
};

/// Shows the person. EINVAL for one who was merged into another.
struct ShowPerson {
  PersonId person = kNobody;
  bool operator==(const ShowPerson&) const = default;
};

/// Makes `source` count for `target` from now on. EINVAL when they are one already.
struct MergePeople {
  PersonId source = kNobody;
  PersonId target = kNobody;
  bool operator==(const MergePeople&) const = default;
};

/// Sets the person's own cap of certain matches; 0 takes it away.
struct SetCertain {
  PersonId person = kNobody;
  float certain = 0;
  bool operator==(const SetCertain&) const = default;
};

// Faces. `from` is the folder in which the user saw the photo; it tells which face is meant.

/// Says that a face in the photo is that person: the face for which the photo is in `from`. Of several such faces it is
/// the one nearest to the person. Where that cannot be told, the person is somewhere in the photo. `moved` (not copied)
/// out of another person's folder: nobody in the photo is that other person.
struct SayIs {
  PhotoId photo = kNoPhoto;
  PersonId person = kNobody;
  FolderKey from;
  bool moved = false;
  bool operator==(const SayIs&) const = default;
};

/// Says that nobody in the photo is the person whose folder `from` is.
struct SayIsNot {
  PhotoId photo = kNoPhoto;
  FolderKey from;
  bool operator==(const SayIsNot&) const = default;
};

/// Says that the faces for which the photo is in `from` are of no interest.
struct Ignore {
  PhotoId photo = kNoPhoto;
  FolderKey from;
  bool operator==(const Ignore&) const = default;
};

/// Makes the photo's ignored faces count again: they are matched like all others.
struct Unignore {
  PhotoId photo = kNoPhoto;
  bool operator==(const Unignore&) const = default;
};

/// Says that every face of the cluster is that person, or the person for whom that one counts. That person is shown
/// from then on. With kNobody it is a new person of that name.
struct NameCluster {
  ClusterId cluster{};
  PersonId person = kNobody;
  std::string name{};
  bool operator==(const NameCluster&) const = default;
};

struct IgnoreCluster {
  ClusterId cluster{};
  bool operator==(const IgnoreCluster&) const = default;
};

/// Erases the embeddings of these faces. They are never given any again. This cannot be undone.
struct EraseFaces {
  std::vector<FaceId> faces;
  bool operator==(const EraseFaces&) const = default;
};

// Reference photos

/// Says what the user calls these files in the person's folder: from here on they teach, in this order. `came_ns`:
/// since when each of them does, where that is not now. `begins`: makes the log know the person, if it does not yet.
/// ENOENT where the person is not there any more.
struct NameReferences {
  PersonId person = kNobody;
  std::vector<NamedReference> references;
  std::vector<std::uint64_t> came_ns{};
  bool begins = false;
  bool operator==(const NameReferences&) const = default;
};

/// Says that the file is in another person's folder now, or has another name.
struct MoveReference {
  PersonId from = kNobody;
  PersonId to = kNobody;
  NamedReference reference;
  bool operator==(const MoveReference&) const = default;
};

/// Says that the photo is that person's, and that the copy of it teaches.
struct TeachWithPhoto {
  PersonId person = kNobody;
  NamedReference reference;
  PhotoId photo = kNoPhoto;
  FolderKey from;
  bool operator==(const TeachWithPhoto&) const = default;
};

// Queries

struct PinQuery {
  std::string name;
  std::string query;
  bool operator==(const PinQuery&) const = default;
};

struct UnpinQuery {
  std::string name;
  bool operator==(const UnpinQuery&) const = default;
};

struct RenamePin {
  std::string from;
  std::string to;
  bool operator==(const RenamePin&) const = default;
};

// Elsewhere, and taking back

/// Takes in what was said on another machine, or before everything was lost. Leaves out lines that say nothing new.
struct ImportLines {
  std::vector<LogEntry> lines;
  bool operator==(const ImportLines&) const = default;
};

/// Revokes the rejection of that photo in that folder, said by the same process just before: it was half of an
/// overwrite.
struct RevokeRejection {
  FolderKey from;
  std::string name;
  bool operator==(const RevokeRejection&) const = default;
};

/// Takes back the last groups of acts that still count. EEXIST when a name that would come back is somebody else's by
/// now.
struct Undo {
  std::size_t groups = 1;
  bool operator==(const Undo&) const = default;
};

/// Takes back the last undos, as far as nothing was decided since. EEXIST when a name that would come back is somebody
/// else's by now.
struct Redo {
  std::size_t groups = 1;
  bool operator==(const Redo&) const = default;
};

/// One of all kinds of acts. A kind's place in this list is its number wherever acts are written, so a new kind comes
/// last.
using Deed = std::variant<AddPerson, BeginTeaching, RenamePerson, RemovePersonFolder, HidePerson, ShowPerson,
                          MergePeople, SetCertain, SayIs, SayIsNot, Ignore, Unignore, NameCluster, IgnoreCluster,
                          EraseFaces, NameReferences, MoveReference, TeachWithPhoto, PinQuery, UnpinQuery, RenamePin,
                          ImportLines, RevokeRejection, Undo, Redo>;

struct Act {
  Actor actor;
  Deed deed;
  bool operator==(const Act&) const = default;
};

}  // namespace facefs
