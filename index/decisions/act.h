// SPDX-License-Identifier: Apache-2.0
// What a user does, as a value: it can be compared, written, read and sent. `apply` carries it out
// (index/decisions/acts.h); the lines of decisions.log are made from it.
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

/// Who acts: the program's name for the log, its process for telling which acts belong together.
struct Actor {
  std::string program;
  std::uint64_t process = 0;
  bool operator==(const Actor&) const = default;
};

// People

/// A new, still empty folder below enroll/, or (`shown`) below people/. EEXIST when somebody has that name in some
/// form. Not in the log yet: some file managers make "Untitled Folder" first and rename it then.
struct AddPerson {
  std::string name;
  bool shown = false;
  bool operator==(const AddPerson&) const = default;
};

/// The first photo is coming: from here on the log knows the person, who is shown again if hidden before.
struct BeginTeaching {
  PersonId person = kNobody;
  bool operator==(const BeginTeaching&) const = default;
};

struct RenamePerson {
  PersonId person = kNobody;
  std::string name;
  bool operator==(const RenamePerson&) const = default;
};

/// `rm -r people/Joey`: the rejections of the same burst are revoked, they meant the folder. ENOTEMPTY where it has
/// photos that the same process is not removing.
struct RemovePersonFolder {
  PersonId person = kNobody;
  bool operator==(const RemovePersonFolder&) const = default;
};

/// The same whatever the folder holds.
struct HidePerson {
  PersonId person = kNobody;
  bool operator==(const HidePerson&) const = default;
};

/// EINVAL for one who was merged into another.
struct ShowPerson {
  PersonId person = kNobody;
  bool operator==(const ShowPerson&) const = default;
};

/// From now on `source` counts for `target`. EINVAL when they are one already.
struct MergePeople {
  PersonId source = kNobody;
  PersonId target = kNobody;
  bool operator==(const MergePeople&) const = default;
};

/// A cap of certain matches of that person's own; 0 takes it away.
struct SetCertain {
  PersonId person = kNobody;
  float certain = 0;
  bool operator==(const SetCertain&) const = default;
};

// Faces. `from` is the folder in which the user saw the photo; it tells which face is meant.

/// The face that made the photo stand in `from`, or that is nearest to the person, is that person's. Where that cannot
/// be told, somebody in the photo is. Moved (not copied) out of another person's folder: nobody in it is that one.
struct SayIs {
  PhotoId photo = kNoPhoto;
  PersonId person = kNobody;
  FolderKey from;
  bool moved = false;
  bool operator==(const SayIs&) const = default;
};

/// Nobody in the photo is the person whose folder `from` is.
struct SayIsNot {
  PhotoId photo = kNoPhoto;
  FolderKey from;
  bool operator==(const SayIsNot&) const = default;
};

/// The faces that made the photo stand in `from` are of no interest.
struct Ignore {
  PhotoId photo = kNoPhoto;
  FolderKey from;
  bool operator==(const Ignore&) const = default;
};

/// The photo's ignored faces are unknown again.
struct Unignore {
  PhotoId photo = kNoPhoto;
  bool operator==(const Unignore&) const = default;
};

/// Every face of the cluster is that person's, or of whom that one counts for, who is shown from then on; nobody: that
/// of a new person of that name.
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

/// These faces lose their embeddings and are never given any again. Nothing takes it back.
struct EraseFaces {
  std::vector<FaceId> faces;
  bool operator==(const EraseFaces&) const = default;
};

// Reference photos

/// What the user calls these files in the person's folder: from here on they teach, in this order. `came_ns`: since
/// when each of them does, where that is not now. `begins`: the log may not know the person yet, and does from here on.
/// ENOENT where the person is not there any more.
struct NameReferences {
  PersonId person = kNobody;
  std::vector<NamedReference> references;
  std::vector<std::uint64_t> came_ns{};
  bool begins = false;
  bool operator==(const NameReferences&) const = default;
};

/// The file is in another person's folder now, or has another name.
struct MoveReference {
  PersonId from = kNobody;
  PersonId to = kNobody;
  NamedReference reference;
  bool operator==(const MoveReference&) const = default;
};

/// The photo is that person's, and the copy of it teaches.
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

/// What was said on another machine, or before everything was lost. Lines that say what is said already are left out.
struct ImportLines {
  std::vector<LogEntry> lines;
  bool operator==(const ImportLines&) const = default;
};

/// The rejection of that photo in that folder, said by the same process just before, was half of an overwrite.
struct RevokeRejection {
  FolderKey from;
  std::string name;
  bool operator==(const RevokeRejection&) const = default;
};

/// Takes back the last groups of acts that stand. EEXIST when a name that would come back is somebody else's by now.
struct Undo {
  std::size_t groups = 1;
  bool operator==(const Undo&) const = default;
};

/// Takes back the last undoings, as far as nothing was decided since. EEXIST likewise.
struct Redo {
  std::size_t groups = 1;
  bool operator==(const Redo&) const = default;
};

/// A kind's place in this list is its number wherever acts are written: new ones come last.
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
