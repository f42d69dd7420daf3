// SPDX-License-Identifier: Apache-2.0
// People, their references and what the user said.
#include "index/person_name.h"
#include "index/record_codec.h"
#include "index/update.h"

namespace facefs {
namespace {

std::string name_key_of(std::string_view name) {
  return RecordWriter().raw(folded_key_of(name)).take();
}

}  // namespace

/// A person comes into the root, people/ and maybe/ with the first reference or photo, and leaves with the last.
void Update::note_if_shown_otherwise(PersonId id, bool was_shown) {
  if (id == kNobody || is_shown(id) == was_shown) return;
  note_shown(was_shown ? Change::Kind::left : Change::Kind::appeared, listed_person(id).name);
}

void Update::note_shown(Change::Kind kind, const std::string& name) {
  using K = FolderKey::Kind;
  for (const K folder : {K::root, K::all_people, K::all_maybe}) {
    note(kind, {folder, kNobody}, name);
    touch({folder, kNobody}, kind == Change::Kind::appeared ? 1 : -1);
  }
}

void Update::add_person(PersonId id, const PersonRecord& record) {
  put(tables().person, key_of(id), record);
  write().put(tables().person_name, name_key_of(record.name), key_of(id));
  note(Change::Kind::appeared, {FolderKey::Kind::all_enrolled, kNobody}, record.name);
  touch({FolderKey::Kind::all_enrolled, kNobody}, 1);
}

void Update::rename_person(PersonId id, const std::string& name) {
  auto record = person(id);
  if (!record || record->name == name) return;
  const bool shown = is_shown(id);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  if (shown) note_shown(Change::Kind::left, record->name);
  note(Change::Kind::left, enrolled, record->name);
  write().erase(tables().person_name, name_key_of(record->name));
  record->name = name;
  put(tables().person, key_of(id), *record);
  write().put(tables().person_name, name_key_of(name), key_of(id));
  if (shown) note_shown(Change::Kind::appeared, name);
  note(Change::Kind::appeared, enrolled, name);
  touch(enrolled, 0);
}

void Update::mark_logged(PersonId id) {
  auto record = person(id);
  if (!record || record->logged) return;
  record->logged = true;
  put(tables().person, key_of(id), *record);
}

void Update::erase_person(PersonId id) {
  const auto record = person(id);
  if (!record) return;
  empty_folders_of(id);
  erase_decisions_about(id);
  for (const Reference& reference : references_of(id)) erase_reference(id, reference.file);
  const FolderKey enrolled{FolderKey::Kind::all_enrolled, kNobody};
  note(Change::Kind::left, enrolled, record->name);
  touch(enrolled, -1);
  write().erase(tables().person_name, name_key_of(record->name));
  write().erase(tables().person, key_of(id));
}

void Update::empty_folders_of(PersonId id) {
  for (const FolderKey::Kind kind : {FolderKey::Kind::people, FolderKey::Kind::maybe}) {
    const FolderKey folder{kind, id};
    for (const Listed& photo : photos_in(folder)) {
      std::set<FolderKey> rest = folders_of(photo.id);
      rest.erase(folder);
      set_folders(photo.id, rest);
    }
    write().erase(tables().folder_state, key_of(folder));
  }
}

void Update::erase_decisions_about(PersonId id) {
  std::vector<std::string> decisions;
  txn().each(tables().decision, {}, [&](lmdb::Bytes key, lmdb::Bytes value) {
    const auto decision = decoded<DecisionRecord>(value);
    if (!decision || decision->person == id) decisions.emplace_back(key);
    return true;
  });
  for (const std::string& key : decisions) write().erase(tables().decision, key);
}

void Update::put_reference(PersonId id, const std::string& file, const ReferenceRecord& record) {
  const auto before = reference(id, file);
  const bool was_shown = is_shown(id);
  put(tables().reference, key_of(id) + file, record);
  note_if_shown_otherwise(id, was_shown);
  if (before && before->content != record.content) erase_unused_reading(before->content);
}

void Update::erase_reference(PersonId id, const std::string& file) {
  const auto before = reference(id, file);
  if (!before) return;
  const bool was_shown = is_shown(id);
  write().erase(tables().reference, key_of(id) + file);
  erase_unused_reading(before->content);
  note_if_shown_otherwise(id, was_shown);
}

/// A reading that no reference needs any more is a face without a reason to be kept.
void Update::erase_unused_reading(const ContentHash& content) {
  bool used = false;
  txn().each(tables().reference, {}, [&](lmdb::Bytes, lmdb::Bytes value) {
    const auto other = decoded<ReferenceRecord>(value);
    used = other && other->content == content;
    return !used;
  });
  if (!used) write().erase(tables().reading, key_of(content));
}

void Update::put_reading(const ContentHash& content, const ReferenceReading& reading) {
  put(tables().reading, key_of(content), reading);
}

void Update::add_decision(const ImageKey& image_key, std::uint64_t seq, const DecisionRecord& record) {
  put(tables().decision, key_of(image_key) + RecordWriter().number(seq).take(), record);
}

}  // namespace facefs
