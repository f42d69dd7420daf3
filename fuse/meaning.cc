// SPDX-License-Identifier: Apache-2.0
#include "fuse/meaning.h"

#include <cerrno>

#include "index/answers/query.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/pins.h"
#include "index/values/display_name.h"
#include "index/values/person_name.h"

namespace facefs {
namespace {

using Kind = FolderKey::Kind;

struct ShownPhoto {
  FolderKey folder;
  PhotoId photo;
};

std::optional<ShownPhoto> photo_at(const Snapshot& snapshot, const EntryPlace& place, std::optional<PhotoId> known) {
  const auto folder = folder_of(place.folder);
  if (folder && known) return ShownPhoto{*folder, *known};
  const auto photo = Photos(snapshot).named(place.name);
  if (!folder || !photo || !Folders(snapshot).shows(*folder, *photo)) return std::nullopt;
  return ShownPhoto{*folder, *photo};
}

/// Returns what it means to take the photo out of its folder, or to move it to the unknown faces.
Deed removal(const ShownPhoto& shown) {
  if (shown.folder.person() != kNobody) return SayIsNot{shown.photo, shown.folder};
  if (shown.folder.kind == Kind::ignored) return Unignore{shown.photo};
  return Ignore{shown.photo, shown.folder};
}

Meaning photo_move(const ShownPhoto& shown, const FolderKey& to) {
  if (to == shown.folder) return Refusal(EPERM);
  if (to.kind == Kind::people) return SayIs{shown.photo, to.person(), shown.folder, true};
  if (to.kind == Kind::ignored) return Ignore{shown.photo, shown.folder};
  const bool to_unknown = to.kind == Kind::unknown || to.kind == Kind::unknown_single;
  const bool is_known = shown.folder.person() != kNobody || shown.folder.kind == Kind::ignored;
  if (!to_unknown || !is_known) return Refusal(EPERM);
  return removal(shown);
}

/// Returns EEXIST where a person has that name in some form, and EPERM where that person cannot be seen in that folder.
/// A name that differs in case alone is refused, too: nobody could tell the two apart in a list.
std::optional<Refusal> refusal_of_taken_name(const Tree& tree, const Snapshot& snapshot, Inode folder,
                                             const std::string& name) {
  const auto known = People(snapshot).named(name);
  if (!known) return std::nullopt;
  const std::string other = People(snapshot).get(*known).name;
  const bool seen = tree.lookup(snapshot, folder, other).has_value();
  const std::string why = !seen ? "' is hidden, or was merged into somebody else: 'facefs show' or 'facefs "
                                  "undo' brings the person back"
                                : "' is there already and differs in case or form alone; use that one, or another name";
  const bool tells_more = other != name || !seen;
  // EEXIST may only be said of a person who can be seen.
  return Refusal(seen ? EEXIST : EPERM,
                 tells_more ? "'" + name + "' was refused as a name: '" + other + why : std::string());
}

Meaning person_rename(const Tree& tree, const Snapshot& snapshot, const EntryPlace& from, const EntryPlace& to) {
  const auto name = person_name_for(to.name);
  if (const auto* refusal = std::get_if<Refusal>(&name)) return *refusal;
  const auto person = People(snapshot).named(from.name);
  if (!person) return Refusal(ENOENT);
  const std::string& stored = std::get<std::string>(name);
  const auto taken = People(snapshot).named(stored);
  if (taken && *taken != *person)
    if (const auto refusal = refusal_of_taken_name(tree, snapshot, to.folder, stored)) return *refusal;
  return RenamePerson{*person, stored};
}

/// Returns what `mv unknown/0007` means: to a name, into a person's folder, or into ignored/.
Meaning group_move(const Tree& tree, const Snapshot& snapshot, ClusterId cluster, const EntryPlace& to) {
  if (to.folder.kind == InodeKind::people) return NameCluster{cluster, to.folder.person()};
  if (to.folder == kIgnored) return IgnoreCluster{cluster};
  if (to.folder != kPeople && to.folder != kUnknown) return Refusal(EPERM);
  if (tree.lookup(snapshot, to.folder, to.name)) return Refusal(EEXIST);
  if (to.folder == kUnknown && cluster_named(to.name)) return Refusal(EPERM);  // only facefs gives numbers
  const auto name = person_name_for(to.name);
  if (const auto* refusal = std::get_if<Refusal>(&name)) return *refusal;
  const auto known = People(snapshot).named(std::get<std::string>(name));
  if (known) return NameCluster{cluster, *known};
  return NameCluster{cluster, kNobody, std::get<std::string>(name)};
}

/// Returns the refusal of a pin's name, by the rules for a person's. A pin is listed beside names, and must not look
/// like one of our own files.
std::optional<Refusal> refusal_of_pin_name(const std::string& name) {
  switch (fault_of_person_name(name)) {
    case NameFault::none:
      return std::nullopt;
    case NameFault::too_long:
      return Refusal(ENAMETOOLONG);
    case NameFault::not_allowed:
      break;
  }
  return Refusal(EINVAL);
}

Meaning pin_rename(const Snapshot& snapshot, const std::string& from, const std::string& to) {
  if (!Pins(snapshot).find(from)) return Refusal(EPERM);
  if (const auto refusal = refusal_of_pin_name(to)) return *refusal;
  return RenamePin{from, to};
}

Meaning reference_rename(const EntryPlace& from, const EntryPlace& to) {
  if (from.folder.kind != InodeKind::enrolled || to.folder.kind != InodeKind::enrolled) return Refusal(EPERM);
  return MoveReference{from.folder.person(), to.folder.person(), {{}, to.name}};
}

Meaning new_person(const Tree& tree, const Snapshot& snapshot, const EntryPlace& place) {
  const auto name = person_name_for(place.name);
  if (const auto* refusal = std::get_if<Refusal>(&name)) return *refusal;
  const std::string& stored = std::get<std::string>(name);
  const bool shown = place.folder == kPeople;
  const auto known = shown ? People(snapshot).spelled(stored) : std::nullopt;
  if (known && known->record.visibility == Visibility::hidden && known->record.merged_into == kNobody)
    return ShowPerson{known->id};
  if (const auto refusal = refusal_of_taken_name(tree, snapshot, place.folder, stored)) return *refusal;
  return AddPerson{stored, shown};
}

}  // namespace

std::variant<std::string, Refusal> person_name_for(const std::string& name) {
  switch (fault_of_person_name(name)) {
    case NameFault::none:
      return *nfc_of(name);
    case NameFault::too_long:
      return Refusal(ENAMETOOLONG);
    case NameFault::not_allowed:
      break;
  }
  return Refusal(EINVAL);
}

Meaning meaning_of_mkdir(const Tree& tree, const Snapshot& snapshot, const EntryPlace& place) {
  if (place.name.starts_with(".Trash")) return Refusal(EACCES);
  if (place.folder != kEnroll && place.folder != kPeople) return Refusal(EPERM);
  return new_person(tree, snapshot, place);
}

Meaning meaning_of_symlink(const Snapshot& snapshot, const EntryPlace& place, const std::string& target) {
  if (place.folder != kTogether) return Refusal(EPERM);
  if (const auto refusal = refusal_of_pin_name(place.name)) return *refusal;
  const auto query = parse_query(snapshot, target);
  if (!query) return Refusal(EINVAL);
  return PinQuery{place.name, stored_text(*query)};
}

Meaning meaning_of_unlink(const Snapshot& snapshot, const EntryPlace& place, std::optional<PhotoId> photo) {
  if (place.folder == kTogether) {
    if (!Pins(snapshot).find(place.name)) return Refusal(EPERM);
    return UnpinQuery{place.name};
  }
  const auto shown = photo_at(snapshot, place, photo);
  if (!shown) return Refusal(ENOENT);
  return removal(*shown);
}

Meaning meaning_of_rmdir(const Snapshot& snapshot, const EntryPlace& place) {
  const auto person = People(snapshot).spelled(place.name);
  if (place.folder == kPeople && person) return RemovePersonFolder{person->id};
  const auto cluster = cluster_named(place.name);
  const auto folder = place.folder == kMaybe && person      ? std::optional(FolderKey{Kind::maybe, person->id})
                      : place.folder == kUnknown && cluster ? std::optional(FolderKey{Kind::cluster, *cluster})
                                                            : std::nullopt;
  if (!folder) return Refusal(EPERM);
  if (Folders(snapshot).state_of(*folder).entries > 0) return Refusal(ENOTEMPTY);
  return AlreadyGone{*folder};
}

Meaning meaning_of_rename(const Tree& tree, const Snapshot& snapshot, const EntryPlace& from, const EntryPlace& to,
                          std::optional<PhotoId> photo) {
  if (from.folder == kTogether && to.folder == kTogether) return pin_rename(snapshot, from.name, to.name);
  if (from.folder == to.folder && (from.folder == kEnroll || from.folder == kPeople))
    return person_rename(tree, snapshot, from, to);
  // Two folders of photos are merged only photo by photo; file managers offer that when the target exists.
  if (from.folder == kMaybe && to.folder == kPeople)
    return Refusal(tree.lookup(snapshot, to.folder, to.name) ? EEXIST : EPERM);
  if (from.folder == kUnknown)
    if (const auto cluster = cluster_named(from.name)) return group_move(tree, snapshot, *cluster, to);
  if (!holds_photos(from.folder) || (!holds_photos(to.folder) && to.folder.kind != InodeKind::enrolled))
    return reference_rename(from, to);
  const auto shown = photo_at(snapshot, from, photo);
  if (!shown) return Refusal(ENOENT);
  if (to.folder.kind == InodeKind::enrolled)
    return TeachWithPhoto{to.folder.person(), {{}, to.name}, shown->photo, shown->folder};
  return photo_move(*shown, *folder_of(to.folder));
}

}  // namespace facefs
