// SPDX-License-Identifier: Apache-2.0
#include "index/storage/people_tables.h"

#include <set>

#include "index/storage/decision_tables.h"
#include "index/storage/decisions.h"
#include "index/storage/faces.h"
#include "index/storage/folder_tables.h"
#include "index/storage/folders.h"
#include "index/storage/foreign_faces.h"
#include "index/storage/people.h"
#include "index/storage/photos.h"
#include "index/storage/pin_tables.h"
#include "index/storage/pins.h"
#include "index/storage/reference_tables.h"
#include "index/values/keys.h"
#include "index/values/person_name.h"

namespace facefs {

using Kind = TreeChange::Kind;

void PeopleTables::add(PersonId id, const PersonRecord& record) {
  put(tables().person, key_of(id), record);
  give_name(id, record.name);
  changes().note(Kind::appeared, {FolderKey::Kind::all_enrolled, kNobody}, record.name, id);
  FolderTables(update()).touch({FolderKey::Kind::all_enrolled, kNobody}, 1);
  FolderTables(update()).note_if_shown_otherwise(id, false);
}

void PeopleTables::change(PersonId id, const std::function<void(PersonRecord&)>& change) {
  const PersonRecord before = People(update()).get(id);
  PersonRecord record = before;
  change(record);
  if (record == before) return;
  const bool was_shown = People(update()).is_shown(id);
  put(tables().person, key_of(id), record);
  if (record.name != before.name) move_name(id, before.name, record.name, was_shown);
  FolderTables(update()).note_if_shown_otherwise(id, was_shown);
  if (record.merged_into != before.merged_into) {
    note_decisions_through(id);
    note_faces_left_with(id);
  }
  if (record.merged_into != before.merged_into || record.certain != before.certain) outdated().people = true;
}

/// Notes the images with decisions about the person, or about people who are merged into the person. Such decisions now
/// mean something else.
void PeopleTables::note_decisions_through(PersonId id) {
  std::set<PersonId> concerned;
  for (const Person& known : People(update()).all())
    if (counts_through(known.id, id)) concerned.insert(known.id);
  Decisions(update()).each([&](const ImageKey& image, std::uint64_t, const DecisionRecord& record) {
    if (concerned.contains(record.person)) outdated().images.insert(image);
  });
}

/// Notes the images with a face that is the person's and cannot be compared with anybody now. Matching would not come
/// to them of itself.
void PeopleTables::note_faces_left_with(PersonId id) {
  const ForeignFaces foreign(update());
  const bool is_held = foreign.is_matching_held();
  if (!is_held && !foreign.are_any()) return;
  Faces(update()).each(FaceId{}, [&](FaceId, const FaceRecord& face) {
    if (face.match.person != id && face.match.runner_up != id) return true;
    if (is_held || foreign.is_foreign(face.image)) outdated().images.insert(face.image);
    return true;
  });
}

bool PeopleTables::counts_through(PersonId person, PersonId other) const {
  for (int hops = 0; hops < 64 && person != kNobody && person != other; ++hops) {
    const auto record = People(update()).find(person);
    person = record ? record->merged_into : kNobody;
  }
  return person == other;
}

/// Gives the person that name, unless it is another person's: that one could not be found by name any more.
void PeopleTables::give_name(PersonId id, const std::string& name) {
  const auto holder = People(update()).named(name);
  const auto known = holder && *holder != id ? People(update()).find(*holder) : std::nullopt;
  if (known && folded_key_of(known->name) == folded_key_of(name)) return;
  txn().put(tables().person_name, key_of_name(name), key_of(id));
}

void PeopleTables::mend_names() {
  for (const Person& known : People(update()).all())
    if (People(update()).named(known.record.name) != known.id) give_name(known.id, known.record.name);
}

void PeopleTables::move_name(PersonId id, const std::string& from, const std::string& to, bool was_shown) {
  const FolderKey enrolled{FolderKey::Kind::all_enrolled};
  if (was_shown) FolderTables(update()).note_shown(Kind::left, id, from);
  changes().note(Kind::left, enrolled, from, id);
  if (People(update()).named(from) == id) txn().erase(tables().person_name, key_of_name(from));
  give_name(id, to);
  if (was_shown) FolderTables(update()).note_shown(Kind::appeared, id, to);
  changes().note(Kind::appeared, enrolled, to, id);
  FolderTables(update()).touch(enrolled, 0);
}

void PeopleTables::rename(PersonId id, const std::string& name) {
  change(id, [&](PersonRecord& record) { record.name = name; });
}

void PeopleTables::erase(PersonId id) {
  const auto record = People(update()).find(id);
  if (!record) return;
  empty_folders_of(id);
  note_faces_left_with(id);
  DecisionTables(update()).erase_about(id);
  ReferenceTables(update()).erase_all_of(id);
  erase_pins_about(id, record->name);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  changes().note(Kind::left, enrolled, record->name, id);
  FolderTables(update()).touch(enrolled, -1);
  if (People(update()).named(record->name) == id) txn().erase(tables().person_name, key_of_name(record->name));
  txn().erase(tables().person, key_of(id));
}

void PeopleTables::empty_folders_of(PersonId id) {
  for (const FolderKey::Kind kind : {FolderKey::Kind::people, FolderKey::Kind::maybe}) {
    const FolderKey folder{kind, id};
    for (const ListedPhoto& photo : Folders(update()).photos_in(folder)) {
      std::set<FolderKey> rest = Photos(update()).folders_of(photo.id);
      rest.erase(folder);
      FolderTables(update()).set_folders_of(photo.id, rest);
    }
    txn().erase(tables().folder_state, key_of(folder));
  }
}

void PeopleTables::erase_pins_about(PersonId id, const std::string& name) {
  for (const auto& [pin, query] : Pins(update()).all())
    if (query.find(text_of(id)) != std::string::npos || pin.find(name) != std::string::npos)
      PinTables(update()).erase(pin);
}

}  // namespace facefs
